# Made from _async by hatch_build.py: change it there.
"""The archive of images as a STAC API."""

from __future__ import annotations

from typing import Any, Optional, Union
from urllib.parse import parse_qs, urlsplit

from swath._sync.connection import Connection
from swath._sync.listing import Listing
from swath.answers import field_of
from swath.geometry import geometry_of
from swath.query import path_of


class Stac:
    def __init__(self, connection: Connection):
        self._connection = connection

    def collections(self) -> list[dict[str, Any]]:
        """The collections that the contract may see."""
        return field_of(self._connection.get("/archive/stac/collections"), "collections", list)

    def item(self, collection: str, item: str) -> dict[str, Any]:
        """One item, with links to its files. `pystac.Item.from_dict` takes it."""
        return self._connection.get(path_of("archive", "stac", "collections", collection, "items", item))

    def search(
        self,
        *,
        intersects: Any = None,
        filter: Union[str, dict[str, Any], None] = None,
        **what: Any,
    ) -> Listing[dict[str, Any]]:
        """Items, newest first if `sortby` says nothing else. `filter` is CQL2: text such as `eo:cloud_cover < 10`, or
        JSON; `collections`, `ids`, `bbox`, `datetime`, `fields` and `limit` are those of STAC. `pystac.Item.from_dict`
        takes each of them."""
        body = {name: value for name, value in what.items() if value is not None}
        if intersects is not None:
            body["intersects"] = geometry_of(intersects)
        if filter is not None:
            body.update({"filter": filter, "filter-lang": "cql2-text" if isinstance(filter, str) else "cql2-json"})

        def fetch(place: Optional[str]) -> tuple[list[dict[str, Any]], Optional[str]]:
            token = {} if place is None else {"token": place}
            page = self._connection.send("POST", "/archive/stac/search", body={**body, **token})
            return field_of(page, "features", list), _token_of(page)

        return Listing(fetch)


def _token_of(page: dict[str, Any]) -> Optional[str]:
    for link in field_of(page, "links", list):
        if isinstance(link, dict) and link.get("rel") == "next":
            return parse_qs(urlsplit(field_of(link, "href", str)).query)["token"][0]
    return None
