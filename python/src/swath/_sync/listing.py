# Made from _async by hatch_build.py: change it there.
"""Lists that are fetched as they are read."""

from __future__ import annotations

from collections.abc import Iterator, Callable
from typing import Any, Generic, Optional, TypeVar

from swath.answers import field_of, not_swath

T = TypeVar("T")

#: Gives the page behind a place, None being the first: what is on it, and the place of the next.
FetchPage = Callable[[Optional[str]], tuple[list[T], Optional[str]]]


class Listing(Generic[T]):
    """A list of any length. Going over it may raise ApiError and ConnectionError."""

    def __init__(self, fetch: FetchPage[T]):
        self._fetch = fetch

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            for one in page:
                yield one

    def pages(self) -> Iterator[list[T]]:
        place: Optional[str] = None
        known: set[str] = set()
        while True:
            page, place = self._fetch(place)
            yield page
            if place is None:
                return
            if place in known:
                raise not_swath(f"its list goes in a circle, next is {place} again")
            known.add(place)

    def all(self, most: Optional[int] = None) -> list[T]:
        """All of it, or the first `most`."""
        found: list[T] = []
        for page in self.pages():
            found.extend(page)
            if most is not None and len(found) >= most:
                return found[:most]
        return found


def listing(connection: Any, path: str, query: dict[str, Any], read: Callable[[Any], T]) -> Listing[T]:
    """What the API has at the path, each item as `read` makes it."""

    def fetch(place: Optional[str]) -> tuple[list[T], Optional[str]]:
        page = (connection.get(path, query) if place is None else connection.get(connection.below(place)))
        name = "features" if isinstance(page, dict) and "features" in page else "results"
        items = field_of(page, name, list)
        return [read(one) for one in items], page.get("next") and field_of(page, "next", str)

    return Listing(fetch)
