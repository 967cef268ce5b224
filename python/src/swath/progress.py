"""Bars for what takes long, in terminals and notebooks."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any


class _Silent:
    n = 0

    def update(self, _: float = 1) -> None:
        """Nobody wants to see it."""

    def set_description(self, _: str) -> None:
        """Nobody wants to see it."""


def bar(is_wanted: bool, **how: Any) -> AbstractContextManager[Any]:
    """A bar of tqdm, or nothing to see. Raises ImportError where one is wanted and tqdm is not installed."""
    if not is_wanted:
        return nullcontext(_Silent())
    try:
        from tqdm.auto import tqdm
    except ImportError as error:
        raise ImportError("A progress bar needs tqdm: pip install 'swath[progress]'") from error
    return tqdm(**how)
