"""Positions of a picture to statistics, changes and tiles as bytes: the live path. May import app.catalog, app.images."""
