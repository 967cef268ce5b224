"""Where programs begin."""

from __future__ import annotations

import os
from typing import Any, Optional

from swath._async.catalogue import AsyncFeasibility, AsyncPlaces, AsyncProducts, AsyncProjects
from swath._async.connection import AsyncConnection
from swath._async.deliverables import AsyncDeliverables
from swath._async.events import AsyncEvents
from swath._async.money import AsyncMoney
from swath._async.orders import AsyncOrders
from swath._async.stac import AsyncStac
from swath.errors import SwathError
from swath.retry import Retries


class AsyncSwath:
    """One contract of one server.

    What is left out comes from the environment, as for the command: SWATH_URL, SWATH_CLIENT_ID, SWATH_CLIENT_SECRET
    and, if the credential has several contracts, SWATH_CONTRACT. `verify` is that of httpx: the path of a private
    certificate, for example. A `url` with http:// is refused, except to this machine, unless `allow_http` is set.
    """

    def __init__(
        self,
        url: Optional[str] = None,
        client_id: Optional[str] = None,
        client_secret: Optional[str] = None,
        contract_id: Optional[str] = None,
        *,
        allow_http: bool = False,
        retries: Retries = Retries(),
        verify: Any = True,
    ):
        self._connection = AsyncConnection(
            url or _set("SWATH_URL"),
            client_id or _set("SWATH_CLIENT_ID"),
            client_secret or _set("SWATH_CLIENT_SECRET"),
            contract_id or os.environ.get("SWATH_CONTRACT") or None,
            allow_http,
            retries,
            verify,
        )
        self.deliverables = AsyncDeliverables(self._connection, retries)
        self.orders = AsyncOrders(self._connection, self.deliverables)
        self.events = AsyncEvents(self._connection)
        self.products = AsyncProducts(self._connection)
        self.projects = AsyncProjects(self._connection)
        self.places = AsyncPlaces(self._connection)
        self.feasibility = AsyncFeasibility(self._connection)
        self.stac = AsyncStac(self._connection)
        self.money = AsyncMoney(self._connection)

    async def request(self, method: str, path: str, **how: Any) -> Any:
        """Any other request of the API: `query`, `body` and `headers` go along, and `idempotency_key` with a POST."""
        if method.upper() == "POST":
            return await self._connection.post(path, **how)
        return await self._connection.send(method, path, **how)

    async def aclose(self) -> None:
        await self._connection.aclose()

    async def __aenter__(self) -> AsyncSwath:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _set(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SwathError(f"Give {name.removeprefix('SWATH_').lower()}, or set {name}")
    return value
