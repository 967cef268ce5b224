"""Places, however a program has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def geometry_of(place: Any) -> dict[str, Any]:
    """GeoJSON of a place: a GeoJSON geometry or feature, a pair of longitude and latitude in degrees, or any object
    with a `__geo_interface__`, such as those of shapely and geopandas.

    Raises TypeError for anything else.
    """
    given = getattr(place, "__geo_interface__", place)
    if isinstance(given, Mapping):
        if given.get("type") == "Feature":
            return geometry_of(given.get("geometry"))
        if "coordinates" in given:
            return dict(given)
    if isinstance(given, Sequence) and len(given) == 2 and all(isinstance(one, (int, float)) for one in given):
        return {"type": "Point", "coordinates": [float(given[0]), float(given[1])]}
    raise TypeError(f"{place!r} is no place: give GeoJSON, (longitude, latitude) or an object of shapely")


def feature_of(place: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    """An order: a feature of GeoJSON with these properties beside those that it has, and as it is if it is one."""
    of_place = place.get("properties") if isinstance(place, Mapping) else None
    given = {name: value for name, value in properties.items() if value is not None}
    return {"type": "Feature", "geometry": geometry_of(place), "properties": {**(of_place or {}), **given}}
