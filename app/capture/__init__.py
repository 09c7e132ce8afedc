"""Where one can look inside a network, and what it holds there while it runs: hooks, points. May import app.core, models."""
