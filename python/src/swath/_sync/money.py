# Made from _async by hatch_build.py: change it there.
"""What was booked, consumed and billed."""

from __future__ import annotations

from typing import Any

from swath import models
from swath._sync.connection import Connection
from swath._sync.listing import Listing, listing
from swath.query import path_of


class Money:
    def __init__(self, connection: Connection):
        self._connection = connection

    def balance(self) -> models.Balance:
        return models.Balance.of_answer(self._connection.get("/v2/balance/"))

    def consumption(self, **query: Any) -> models.Consumption:
        """What was consumed, from what was delivered; `group_by`, `from_`, `to` and the rest are those of the API."""
        return models.Consumption.of_answer(self._connection.get("/v2/consumption/", query))

    def statements(self, **filters: Any) -> Listing[models.Statement]:
        """Closed months, newest first."""
        return listing(self._connection, "/v2/statements/", filters, models.Statement.of_answer)

    def statement(self, statement_id: str) -> models.Statement:
        path = path_of("v2", "statements", statement_id)
        return models.Statement.of_answer(self._connection.get(path))
