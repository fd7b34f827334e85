"""What Prometheus reads at /metrics."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """Counters of one app. Each app has a registry of its own, so that several fit into one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._requests = Counter(
            "http_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Time from the request's head to the answer's end.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._warnings = Counter(
            "prediction_warnings",
            "Warnings that came with answers.",
            ("field", "code"),
            registry=self._registry,
        )
        self._model = Gauge("model_info", "The model that answers.", ("version",), registry=self._registry)
        self._rows = Gauge(
            "prediction_log_rows", "Rows of the prediction log.", ("state",), registry=self._registry
        )
        self._kept = Gauge(
            "prediction_log_up",
            "Whether answers are kept: 1, or 0 while they cannot be.",
            registry=self._registry,
        )
        self._counters: dict[tuple[str, str, int], Counter] = {}
        self._timers: dict[str, Histogram] = {}

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request. `route` is the pattern, not the path: a path may hold anything."""
        key = (method, route, status)
        counter = self._counters.get(key)
        if counter is None:
            counter = self._counters[key] = self._requests.labels(method, route, str(status))
        timer = self._timers.get(route)
        if timer is None:
            timer = self._timers[route] = self._seconds.labels(route)
        counter.inc()
        timer.observe(seconds)

    def warned(self, field: str, code: str) -> None:
        """Count a warning that came with an answer."""
        self._warnings.labels(field, code).inc()

    def serves(self, version: str) -> None:
        """Say which model answers."""
        self._model.labels(version).set(1)

    def logged(self, up: bool, waiting: int, lost: int) -> None:
        """Say whether the prediction log works, how many rows wait to be written, and how many could not be kept."""
        self._kept.set(up)
        self._rows.labels("waiting").set(waiting)
        self._rows.labels("lost").set(lost)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
