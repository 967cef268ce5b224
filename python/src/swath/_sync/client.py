# Made from _async by hatch_build.py: change it there.
"""Where programs begin."""

from __future__ import annotations

import os
from typing import Any, Optional

from swath._sync.catalogue import Feasibility, Places, Products, Projects
from swath._sync.connection import Connection
from swath._sync.deliverables import Deliverables
from swath._sync.events import Events
from swath._sync.money import Money
from swath._sync.orders import Orders
from swath._sync.stac import Stac
from swath.errors import SwathError
from swath.retry import Retries


class Swath:
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
        self._connection = Connection(
            url or _set("SWATH_URL"),
            client_id or _set("SWATH_CLIENT_ID"),
            client_secret or _set("SWATH_CLIENT_SECRET"),
            contract_id or os.environ.get("SWATH_CONTRACT") or None,
            allow_http,
            retries,
            verify,
        )
        self.deliverables = Deliverables(self._connection, retries)
        self.orders = Orders(self._connection, self.deliverables)
        self.events = Events(self._connection)
        self.products = Products(self._connection)
        self.projects = Projects(self._connection)
        self.places = Places(self._connection)
        self.feasibility = Feasibility(self._connection)
        self.stac = Stac(self._connection)
        self.money = Money(self._connection)

    def request(self, method: str, path: str, **how: Any) -> Any:
        """Any other request of the API: `query`, `body` and `headers` go along, and `idempotency_key` with a POST."""
        if method.upper() == "POST":
            return self._connection.post(path, **how)
        return self._connection.send(method, path, **how)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Swath:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _set(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SwathError(f"Give {name.removeprefix('SWATH_').lower()}, or set {name}")
    return value
