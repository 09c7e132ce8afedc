"""Finds the points of a model that nobody described, from what one pass through it shows. May import what app.capture may."""
