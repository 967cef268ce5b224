"""Answers as notebooks show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

width, height = 240, 120


def html_of(answer: Mapping[str, Any], name: str) -> str:
    """A table of what is told in one word, and a small map of where it is."""
    of_feature = answer.get("properties")
    told = of_feature if isinstance(of_feature, Mapping) else answer
    rows = "".join(
        f"<tr><th style='text-align:left'>{escape(field.replace('_', ' '))}</th><td>{escape(str(value))}</td></tr>"
        for field, value in told.items()
        if isinstance(value, (str, int, float)) and value != ""
    )
    place = answer.get("geometry") or answer.get("footprint")
    return f"<div><b>{escape(name)}</b>{map_of(place) if place else ''}<table>{rows}</table></div>"


def map_of(geometry: Mapping[str, Any]) -> str:
    """The world with the place on it, as SVG; a place that is too small to be seen has a ring around it."""
    shapes = "".join(f"<path d='{_path(ring)}'/>" for ring in _rings(geometry))
    lines = "".join(f"<path d='M{x} 0V{height}'/>" for x in range(0, width + 1, 40))
    lines += "".join(f"<path d='M0 {y}H{width}'/>" for y in range(0, height + 1, 20))
    x, y = _at(next(_positions(geometry.get("coordinates"))))
    return (
        f"<svg viewBox='0 0 {width} {height}' width='{width}' height='{height}' role='img' aria-label='Map'>"
        f"<rect width='{width}' height='{height}' fill='#eef3f7'/><g stroke='#cdd9e3' stroke-width='.5'>{lines}</g>"
        f"<g fill='#1c7ed6' stroke='#1c7ed6'>{shapes}</g>"
        f"<circle cx='{x}' cy='{y}' r='4' fill='none' stroke='#e8590c'/></svg>"
    )


def _rings(geometry: Mapping[str, Any]) -> list[Any]:
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "Polygon":
        return list(coordinates or [])
    if geometry.get("type") == "MultiPolygon":
        return [ring for polygon in coordinates or [] for ring in polygon]
    return []


def _positions(coordinates: Any) -> Iterator[Any]:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates
    else:
        for one in coordinates or []:
            yield from _positions(one)


def _at(position: Any) -> tuple[float, float]:
    return round((position[0] + 180) / 360 * width, 2), round((90 - position[1]) / 180 * height, 2)


def _path(ring: Any) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in map(_at, ring)) + "Z"
