"""How far a model's shares can be believed, and when it should rather say nothing: measured on held-out pictures."""
