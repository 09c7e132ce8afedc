"""How weights, cards and tables are made; may import all of models/, and no server imports it."""
