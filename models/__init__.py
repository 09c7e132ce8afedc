"""Architectures, their weights and the loop that trained them; may import nothing of app/."""
