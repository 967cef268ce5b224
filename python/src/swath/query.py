"""How values are written in addresses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Optional
from urllib.parse import quote

from .geometry import geometry_of


def query_of(values: Optional[Mapping[str, Any]]) -> Optional[dict[str, str]]:
    """A value that is None is not asked for, several values are a list, and a geometry is GeoJSON. None adds nothing to
    an address that has its query already. A `_` behind a name, as in `from_`, keeps it from being a word of Python."""
    if not values:
        return None
    return {name.rstrip("_"): _written(name, value) for name, value in values.items() if value is not None}


def path_of(*parts: str) -> str:
    """`/v2/orders/000123`, with whatever ids may hold."""
    return "/" + "/".join(quote(part, safe="") for part in parts)


def _written(name: str, value: Any) -> str:
    if name == "intersects":
        return json.dumps(geometry_of(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return _time(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ",".join(_item(one) for one in value)
    return str(value)


def plain(body: Any) -> Any:
    """A body with its times as text."""
    if isinstance(body, Mapping):
        return {name: plain(value) for name, value in body.items()}
    if isinstance(body, (list, tuple)):
        return [plain(value) for value in body]
    return _time(body) if isinstance(body, date) else body


def _time(value: date) -> str:
    # Nobody knows which moment a time without a zone is, and days may move by it.
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"{value} has no timezone: datetime(..., tzinfo=timezone.utc), for example")
    return value.isoformat()


def _item(value: Any) -> str:
    # Quotes keep a comma from ending a value.
    return str(value) if isinstance(value, (int, float)) else f'"{value}"'
