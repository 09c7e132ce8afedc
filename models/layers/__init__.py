"""Layers that several architectures share; may import nothing of its sisters."""
