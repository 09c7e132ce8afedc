"""Bytes from anybody to a picture, to a model's input; uploads, samples, scenes. May import core, analysis, models."""
