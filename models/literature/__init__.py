"""Papers, their order, and the lines of this repository that hold their ideas; may import architectures/ and layers/."""
