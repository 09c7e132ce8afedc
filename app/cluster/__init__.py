"""Models on replicas elsewhere: what hands jobs to them, what runs there, and the one file that knows Ray."""
