"""A person's own models: their code is called with care, and what it says of itself is read as people write it."""
