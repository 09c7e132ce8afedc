"""The shipped models, a file a tier, and where to look inside them; may import spec/ and architectures/."""
