"""The feed of everything that happens."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from typing import Any, NamedTuple, Optional

from swath import models
from swath._async.connection import AsyncConnection
from swath._async.listing import AsyncListing, listing
from swath.errors import ApiError, SwathError
from swath.retry import is_passing

max_pause_s = 30.0


class AsyncFeedEvent(NamedTuple):
    """An event, and the place in the feed behind it."""

    event: models.Event
    cursor: str


class AsyncEvents:
    def __init__(self, connection: AsyncConnection):
        self._connection = connection

    def list(self, cursor: Optional[str] = None, **filters: Any) -> AsyncListing[models.Event]:
        """Everything from a cursor to now: `type`, `entity`, `order_id` and `reason_code` filter it."""
        query = {"limit": 1000, "cursor": cursor, **filters}
        return listing(self._connection, "/v2/events/", query, models.Event.model_validate)

    async def latest_cursor(self) -> str:
        """The place at which the feed ends now."""
        return (await self._connection.get("/v2/events/", {"cursor": "latest", "limit": 1}))["cursor"]

    async def follow(self, cursor: Optional[str] = None, **filters: Any) -> AsyncIterator[AsyncFeedEvent]:
        """Every event from a cursor on (`latest`: from now on), and those to come, for ever: each once, whatever
        happens to the connection. Keep the cursor together with what you made of the event, and begin with it the
        next time.

        Raises ApiError when the server refuses for good.
        """
        failures = 0
        if cursor == "latest":
            cursor = await self.latest_cursor()
        while True:
            try:
                async for place, data in self._stream(cursor, filters):
                    failures = 0
                    cursor = place or cursor
                    if data:
                        yield AsyncFeedEvent(models.Event.model_validate(json.loads(data)), str(cursor))
            except SwathError as error:
                if isinstance(error, ApiError) and not is_passing(error):
                    raise
            # Also behind a stream that ended in peace: something that ends each at once is not to be stormed.
            await asyncio.sleep(min(0.25 * 2.0**failures, max_pause_s) * (0.5 + random.random() / 2))
            failures += 1

    async def _stream(self, cursor: Optional[str], filters: dict[str, Any]) -> AsyncIterator[tuple[str, str]]:
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": cursor} if cursor else {})}
        async with self._connection.stream("/v2/events/stream", filters, headers) as response:
            place, data = "", ""
            async for line in response.aiter_lines():
                name, _, value = line.partition(": ") if not line.startswith(": cursor") else ("id", "", line[9:])
                if name == "id":
                    place = value.strip()
                elif name == "data":
                    data += value
                elif line == "":
                    yield place, data
                    place, data = "", ""
