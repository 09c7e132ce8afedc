"""Architectures, their weights and the loop that trained them. Knows nothing of app/."""
