"""Bytes from anybody to an RGB picture, to a model's input; uploads, samples, scenes. May import app.core, app.analysis and models."""
