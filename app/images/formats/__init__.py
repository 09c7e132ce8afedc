"""What picture files are made of: which are read, their work, numbers and colours. May import app.core."""
