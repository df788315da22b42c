"""What Prometheus may ask: requests by route and their time, refusals, sign-ins, the ledger's head. Counted where it
happens; superapp/web/ops.py shows it."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()

# Route patterns, never addresses: ids would make a new series each.
REQUESTS = Counter(
    "superapp_requests", "Requests answered, by route.", ["method", "route", "status"], registry=REGISTRY
)
REQUEST_SECONDS = Histogram(
    "superapp_request_seconds",
    "Time to the end of the answer.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
    registry=REGISTRY,
)
OPEN_SOCKETS = Gauge("superapp_open_sockets", "Live connections of this process.", registry=REGISTRY)
FAILURES = Counter("superapp_failures", "Requests that ended in our own error.", registry=REGISTRY)
SIGN_INS = Counter("superapp_sign_ins", "Tries to sign in.", ["method", "outcome"], registry=REGISTRY)
NATS_CONNECTED = Gauge("superapp_nats_connected", "1 while connected to the broker of wake-ups.", registry=REGISTRY)
LEDGER_ENTRIES = Gauge("superapp_ledger_entries", "Journal entries: the last sequence number.", registry=REGISTRY)
LEDGER_BATCHES = Gauge("superapp_ledger_batches", "Committed batches: the chain's length.", registry=REGISTRY)
REACTION_LAG = Gauge(
    "superapp_reaction_lag_entries", "Journal entries a consumer has yet to handle.", ["consumer"], registry=REGISTRY
)


def exposition() -> bytes:
    """All metrics in Prometheus' text format."""
    return generate_latest(REGISTRY)
