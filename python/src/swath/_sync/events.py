# Made by scripts/generate.py: change what it is made from.
"""The feed of everything that happens."""

from __future__ import annotations

import time
import json
import random
from collections.abc import Iterator
from typing import Any, NamedTuple, Optional

from swath import models
from swath._sync.connection import Connection
from swath._sync.listing import Listing, listing
from swath.errors import ApiError, SwathError
from swath.retry import is_passing

max_pause_s = 30.0


class FeedEvent(NamedTuple):
    """An event, and the place in the feed behind it."""

    event: models.Event
    cursor: str


class Events:
    def __init__(self, connection: Connection):
        self._connection = connection

    def list(self, cursor: Optional[str] = None, **filters: Any) -> Listing[models.Event]:
        """Everything from a cursor to now: `type`, `entity`, `order_id` and `reason_code` filter it."""
        query = {"limit": 1000, "cursor": cursor, **filters}
        return listing(self._connection, "/v2/events/", query, models.Event.model_validate)

    def latest_cursor(self) -> str:
        """The place at which the feed ends now."""
        return (self._connection.get("/v2/events/", {"cursor": "latest", "limit": 1}))["cursor"]

    def follow(self, cursor: Optional[str] = None, **filters: Any) -> Iterator[FeedEvent]:
        """Every event from a cursor on (`latest`: from now on), and those to come, for ever: each once, whatever
        happens to the connection. Keep the cursor together with what you made of the event, and begin with it the
        next time.

        Raises ApiError when the server refuses for good.
        """
        failures = 0
        if cursor == "latest":
            cursor = self.latest_cursor()
        while True:
            try:
                for place, data in self._stream(cursor, filters):
                    failures = 0
                    cursor = place or cursor
                    if data:
                        yield FeedEvent(models.Event.model_validate(json.loads(data)), str(cursor))
            except SwathError as error:
                if isinstance(error, ApiError) and not is_passing(error):
                    raise
            # Also behind a stream that ended in peace: something that ends each at once is not to be stormed.
            time.sleep(min(0.25 * 2.0**failures, max_pause_s) * (0.5 + random.random() / 2))
            failures += 1

    def _stream(self, cursor: Optional[str], filters: dict[str, Any]) -> Iterator[tuple[str, str]]:
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": cursor} if cursor else {})}
        with self._connection.stream("/v2/events/stream", filters, headers) as response:
            place, data = "", ""
            for line in response.iter_lines():
                name, _, value = line.partition(": ") if not line.startswith(": cursor") else ("id", "", line[9:])
                if name == "id":
                    place = value.strip()
                elif name == "data":
                    data += value
                elif line == "":
                    yield place, data
                    place, data = "", ""
