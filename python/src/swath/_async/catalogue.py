"""What may be ordered, where, and when it could be collected."""

from __future__ import annotations

import asyncio
from typing import Any, Optional

from swath import models
from swath._async.connection import AsyncConnection
from swath._async.listing import AsyncListing, listing
from swath.answers import field_of
from swath.geometry import feature_of
from swath.query import path_of

#: The longest that a server has anybody wait for an answer.
wait_s = 10
max_pause_s = 2.0


class AsyncProducts:
    def __init__(self, connection: AsyncConnection):
        self._connection = connection

    def list(self, **filters: Any) -> AsyncListing[models.Product]:
        """What the contract may order, with its prices and limits."""
        return listing(self._connection, "/v2/products/", filters, models.Product.of_answer)

    async def get(self, sku: str) -> models.Product:
        return models.Product.of_answer(await self._connection.get(path_of("v2", "products", sku)))


class AsyncProjects:
    def __init__(self, connection: AsyncConnection):
        self._connection = connection

    def list(self, **filters: Any) -> AsyncListing[models.Project]:
        return listing(self._connection, "/v2/projects/", filters, models.Project.of_answer)

    async def create(self, project_name: str) -> models.Project:
        """A folder for orders."""
        return models.Project.of_answer(await self._connection.post("/v2/projects/", {"project_name": project_name}))


class AsyncPlaces:
    def __init__(self, connection: AsyncConnection):
        self._connection = connection

    async def find(self, text: str) -> list[models.FoundPlace]:
        """Cities and countries by name, in any script, and coordinates in any form that people write."""
        return models.PlacesFound.of_answer(await self._connection.get("/v2/places", {"q": text})).places


class AsyncFeasibility:
    def __init__(self, connection: AsyncConnection):
        self._connection = connection

    async def analyse(
        self, place: Any, sku: Optional[str] = None, *, limit: int = 100, **properties: Any
    ) -> models.Analysis:
        """When an order could be collected; it costs nothing. Where nothing fits, `relaxations` are changes that would
        do. At most `limit` opportunities are told."""
        order = feature_of(place, {"sku": sku, **properties})
        path = f"/v2/analysis/opportunities?limit={limit}"
        answer = await self._connection.post(path, order, headers={"Prefer": f"wait={wait_s}"})
        pause_s = 0.1
        while field_of(answer, "status", str) == "PENDING":
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 1.5, max_pause_s)
            analysis_id = field_of(answer, "analysis_id", str)
            answer = await self._connection.get(path_of("v2", "analysis", "opportunities", analysis_id))
        return models.Analysis.of_answer(answer)
