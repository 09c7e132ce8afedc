"""Pure functions of tensors, one subject a file: measures, receptive fields, weight images. May import core and models.spec."""
