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
    an address that has its query already."""
    if not values:
        return None
    return {name: _written(name, value) for name, value in values.items() if value is not None}


def path_of(*parts: str) -> str:
    """`/v2/orders/000123`, with whatever ids may hold."""
    return "/" + "/".join(quote(part, safe="") for part in parts)


def _written(name: str, value: Any) -> str:
    if name == "intersects":
        return json.dumps(geometry_of(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ",".join(_item(one) for one in value)
    return str(value)


def _item(value: Any) -> str:
    # Quotes keep a comma from ending a value.
    return str(value) if isinstance(value, (int, float)) else f'"{value}"'
