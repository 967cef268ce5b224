# Made from _async by hatch_build.py: change it there.
"""Orders."""

from __future__ import annotations

import time
import math
import time as clock
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Optional, Union

from pydantic import PrivateAttr

from swath import models
from swath._sync.connection import Connection
from swath._sync.deliverables import Deliverables
from swath._sync.listing import Listing, listing
from swath.geometry import feature_of
from swath.progress import bar
from swath.query import path_of

min_pause_s = 0.25


class Order(models.Order):
    """An order as it was when it was fetched, with what can be done with it."""

    _orders: Orders = PrivateAttr()

    @property
    def status(self) -> str:
        return self.properties.status

    @property
    def outcome(self) -> Optional[str]:
        """None until it is closed."""
        return self.properties.outcome

    def wait(self, **how: Any) -> Order:
        """See `Orders.wait`."""
        return self._orders.wait(self.id, **how)

    def cancel(self) -> Order:
        """See `Orders.cancel`."""
        return self._orders.cancel(self.id)

    def events(self) -> Listing[models.Event]:
        return self._orders.events(self.id)

    def captures(self, **filters: Any) -> Listing[models.Capture]:
        return self._orders.captures(self.id, **filters)

    def deliverables(self, **filters: Any) -> Listing[models.Deliverable]:
        return self._orders.deliverables(self.id, **filters)

    def download(self, folder: Union[str, Path], **how: Any) -> list[Path]:
        """The files of everything that was delivered, each deliverable in a folder of its own."""
        found: list[Path] = []
        for one in self.deliverables(status="DELIVERED"):
            at = Path(folder) / one.deliverable_id
            found += self._orders._deliverables.download(one.deliverable_id, at, **how)
        return found


class Orders:
    """The orders of the contract. Every method may raise ApiError and ConnectionError."""

    def __init__(self, connection: Connection, deliverables: Deliverables):
        self._connection = connection
        self._deliverables = deliverables

    def place(
        self,
        place: Any,
        sku: Optional[str] = None,
        order_name: Optional[str] = None,
        *,
        idempotency_key: Optional[str] = None,
        **properties: Any,
    ) -> Order:
        """Places an order of `place`: GeoJSON, (longitude, latitude) in degrees, or an object of shapely; a feature may
        bring its properties along. What is wrong is told in one ApiError.

        The client makes a key for each call; give one of your own to be safe across a crash of your program.
        """
        order = feature_of(place, {"sku": sku, "order_name": order_name, **properties})
        return self._read(self._connection.post("/v2/orders/", order, idempotency_key=idempotency_key))

    def place_all(
        self, orders: Iterable[Any], *, all_or_nothing: bool = False, idempotency_key: Optional[str] = None
    ) -> models.BulkResult:
        """Up to 1000 features at once, with a result for each."""
        body = {"orders": [feature_of(one, {}) for one in orders], "all_or_nothing": all_or_nothing}
        answer = self._connection.post("/v2/orders/bulk", body, idempotency_key=idempotency_key)
        return models.BulkResult.of_answer(answer)

    def quote(
        self, place: Any, sku: Optional[str] = None, order_name: Optional[str] = None, **properties: Any
    ) -> models.Quote:
        """What the order would cost; an order that names the `quote_id` gets that price."""
        order = feature_of(place, {"sku": sku, "order_name": order_name, **properties})
        return models.Quote.of_answer(self._connection.post("/v2/orders/quote", order))

    def validate(
        self, place: Any, sku: Optional[str] = None, order_name: Optional[str] = None, **properties: Any
    ) -> models.Validation:
        """Everything that is wrong with an order, or what it would cost, without storing anything."""
        order = feature_of(place, {"sku": sku, "order_name": order_name, **properties})
        return models.Validation.of_answer(self._connection.post("/v2/orders/validate", order))

    def get(self, order_id: str) -> Order:
        """One order, by its id or by the id of its v1 task."""
        return self._read(self._connection.get(path_of("v2", "orders", order_id)))

    def list(self, **filters: Any) -> Listing[Order]:
        """Newest first, if `sort` says nothing else: `status="closed"`, `created_at__gte=datetime(...)`,
        `order_name__contains="..."`, `bbox=[...]`, `intersects=geometry`, `sort="-closed_at"`."""
        return listing(self._connection, "/v2/orders/", filters, self._read)

    def update(self, order_id: str, **changes: Any) -> Order:
        """Changes the name, project, labels or the end of the window of an open order."""
        path = path_of("v2", "orders", order_id)
        return self._read(self._connection.send("PATCH", path, body={"properties": changes}))

    def cancel(self, order_id: str) -> Order:
        """The order without what has not begun of it; ApiError `cancellation_rejected` when all of it has begun."""
        return self._read(self._connection.post(path_of("v2", "orders", order_id, "cancel")))

    def wait(
        self,
        order_id: str,
        *,
        progress: bool = False,
        timeout_s: Optional[float] = None,
        max_pause_s: float = 10.0,
    ) -> Order:
        """The order when it is closed, with a bar if `progress` is wanted (extra `progress`). It is looked at often
        while something happens, and ever more seldom while nothing does. Raises TimeoutError after `timeout_s`."""
        began = clock.monotonic()
        latest, pause_s = "", min_pause_s
        with bar(progress, total=1.0, bar_format="{desc} {bar} {percentage:3.0f} % [{elapsed}]") as shown:
            while True:
                order = self.get(order_id)
                if order.properties.latest_event.id != latest:
                    latest, pause_s = order.properties.latest_event.id, min_pause_s
                    shown.set_description(f"{order.id}: {order.properties.latest_event.message}")
                    shown.update(_share_done(order) - shown.n)
                if order.status == "closed":
                    return order
                left_s = math.inf if timeout_s is None else began + timeout_s - clock.monotonic()
                if left_s <= 0:
                    raise TimeoutError(f"Order {order.id} is not closed after {timeout_s} s, but {order.status}")
                time.sleep(min(pause_s, left_s))
                pause_s = min(pause_s * 1.5, max_pause_s)

    def events(self, order_id: str) -> Listing[models.Event]:
        """Everything that happened to the order and its parts, oldest first."""
        path = path_of("v2", "orders", order_id, "events")
        return listing(self._connection, path, {"limit": 100}, models.Event.of_answer)

    def timeline(self, order_id: str) -> models.Timeline:
        """What happened and what is expected, in order of time."""
        path = path_of("v2", "orders", order_id, "timeline")
        return models.Timeline.of_answer(self._connection.get(path))

    def captures(self, order_id: str, **filters: Any) -> Listing[models.Capture]:
        """All attempts, oldest first."""
        path = path_of("v2", "orders", order_id, "captures")
        return listing(self._connection, path, filters, models.Capture.of_answer)

    def deliverables(self, order_id: str, **filters: Any) -> Listing[models.Deliverable]:
        """Oldest first."""
        path = path_of("v2", "orders", order_id, "deliverables")
        return listing(self._connection, path, filters, models.Deliverable.of_answer)

    def _read(self, answer: Any) -> Order:
        order = Order.of_answer(answer)
        order._orders = self
        return order


def _share_done(order: models.Order) -> float:
    if order.properties.status == "closed":
        return 1.0
    progress = order.properties.status_report.progress
    # What is delivered may be a little more than what was asked for.
    return min(progress.delivered_km2 / progress.requested_km2, 1.0) if progress.requested_km2 else 0.0
