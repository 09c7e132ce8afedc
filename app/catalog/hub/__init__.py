"""Brings pretrained models over the network into the store. May import what app.catalog may, and app.catalog."""
