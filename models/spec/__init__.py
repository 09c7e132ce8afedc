"""The data types in which a model is described, and the sentences for people; may import nothing of its sisters."""
