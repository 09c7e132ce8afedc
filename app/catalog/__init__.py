"""Which models there are, and how one becomes ready to run. May import app.capture, app.analysis, app.core and models."""
