"""Samples of things that the photo models have a class for: drawn ones, real photographs, and which of them come first."""
