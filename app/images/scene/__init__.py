"""What a model is shown beyond one picture at a place: a cut of it, a second pattern over it, a transform of both."""
