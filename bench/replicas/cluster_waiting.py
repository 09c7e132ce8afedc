"""cluster.py with passes that are waited for: what replicas would do that had a core each (waiting.py says how)."""

from .cluster import waiting_rows as rows

__all__ = ["rows"]
