"""Bytes from anybody to an RGB picture, to the input of a model; uploads and samples. May import app.core and models."""
