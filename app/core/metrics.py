"""What `GET /metrics` counts."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

REQUESTS = Counter("mixscope_requests", "Answered HTTP requests", ["route", "status"], registry=REGISTRY)
REFUSALS = Counter("mixscope_refusals", "Problems told to clients, by type", ["type"], registry=REGISTRY)
QUEUE = Gauge("mixscope_queue_depth", "Jobs that wait for a worker", registry=REGISTRY)
BATCH = Histogram(
    "mixscope_batch_size", "Jobs that a worker took together", buckets=(1, 2, 3, 4, 5, 6, 7, 8), registry=REGISTRY
)
SOCKETS = Gauge("mixscope_live_sockets", "Open live sockets", registry=REGISTRY)
FRAME_AGE = Histogram(
    "mixscope_frame_age_seconds",
    "From a live position's arrival to its frame's hand-over to the network",
    buckets=(0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 5),
    registry=REGISTRY,
)
SKIPPED = Counter("mixscope_live_skipped", "Live positions overtaken by a newer one", registry=REGISTRY)
