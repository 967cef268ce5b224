"""What is taken out of answers, which something else than Swath may have given."""

from __future__ import annotations

from typing import Any, TypeVar

from .errors import SwathError

T = TypeVar("T")


def field_of(answer: Any, name: str, kind: type[T]) -> T:
    """A field of an answer. Raises SwathError where there is none of this kind."""
    value = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(value, kind):
        raise not_swath(f"its answer has no {name}")
    return value


def not_swath(why: str) -> SwathError:
    return SwathError(f"What answers is not Swath: {why}")
