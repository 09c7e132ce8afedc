"""One architecture a file, to be read from top to bottom; may import layers/."""
