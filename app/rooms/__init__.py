"""A class together: who leads, what everybody sees, questions and answers. Imports app.core only."""
