# Made from _async by hatch_build.py: change it there.
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
from swath.answers import field_of, not_swath
from swath.errors import SwathError
from swath.lines import Lines
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
        return listing(self._connection, "/v2/events/", query, models.Event.of_answer)

    def latest_cursor(self) -> str:
        """The place at which the feed ends now."""
        answer = self._connection.get("/v2/events/", {"cursor": "latest", "limit": 1})
        return field_of(answer, "cursor", str)

    def follow(self, cursor: Optional[str] = None, **filters: Any) -> Iterator[FeedEvent]:
        """Every event from a cursor on (`latest`: from now on), and those to come, for ever: each once, whatever
        happens to the connection. Keep the cursor together with what you made of the event, and begin with it the
        next time.

        Raises ApiError when the server refuses for good, and SwathError where something else than Swath answers.
        """
        failures = 0
        while True:
            try:
                # A stream that is not yet there has no place to go on from.
                if cursor == "latest":
                    cursor = self.latest_cursor()
                for place, data in self._stream(cursor, filters):
                    failures = 0
                    cursor = place or cursor
                    if data:
                        yield FeedEvent(_event(data), str(cursor))
            except SwathError as error:
                if not is_passing(error):
                    raise
            # Also behind a stream that ended in peace: something that ends each at once is not to be stormed.
            time.sleep(min(0.25 * 2.0**failures, max_pause_s) * (0.5 + random.random() / 2))
            failures += 1

    def _stream(self, cursor: Optional[str], filters: dict[str, Any]) -> Iterator[tuple[str, str]]:
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": cursor} if cursor else {})}
        with self._connection.stream("/v2/events/stream", filters, headers) as response:
            lines, place, data = Lines(), "", ""
            for piece in response.iter_bytes():
                for line in lines.ended_by(piece):
                    name, value = _field(line)
                    if name == "id":
                        place = value.strip()
                    elif name == "data":
                        data += value + "\n"
                    elif line == "":
                        yield place, data
                        place, data = "", ""


def _field(line: str) -> tuple[str, str]:
    """Signs of life are comments, and move the place on as well."""
    name, _, value = (line if not line.startswith(": cursor:") else "id" + line[8:]).partition(":")
    return name, value.removeprefix(" ")


def _event(data: str) -> models.Event:
    try:
        return models.Event.of_answer(json.loads(data))
    except ValueError as error:
        raise not_swath("its stream tells no event") from error
