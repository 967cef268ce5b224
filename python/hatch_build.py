"""Makes `_sync` of `_async` whenever the package is built or installed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

notice = "# Made from _async by hatch_build.py: change it there.\n"

words = [
    (r"\basynccontextmanager\b", "contextmanager"),
    (r"\bAsync(Iterator|[A-Z]\w*)", r"\1"),
    (r"Awaitable\[(tuple\[.*?\]\])\]", r"\1"),
    (r", Awaitable\b", ""),
    (r"\basync (def|for|with)\b", r"\1"),
    (r"\bawait ", ""),
    (r"__aenter__", "__enter__"),
    (r"__aexit__", "__exit__"),
    (r"__aiter__", "__iter__"),
    (r"__anext__", "__next__"),
    (r"StopAsyncIteration", "StopIteration"),
    (r"\baclose\b", "close"),
    (r"\.aread\b", ".read"),
    (r"\.aiter_(\w+)", r".iter_\1"),
    (r"\basyncio\.sleep\b", "time.sleep"),
    (r"^import asyncio$", "import time"),
    (r"swath\._async\b", "swath._sync"),
]


def synchronous(source: str) -> str:
    for pattern, replacement in words:
        source = re.sub(pattern, replacement, source, flags=re.MULTILINE)
    return notice + source


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        package = Path(self.root, "src", "swath")
        target = package / "_sync"
        target.mkdir(exist_ok=True)
        for source in sorted((package / "_async").glob("*.py")):
            (target / source.name).write_text(synchronous(source.read_text(encoding="utf-8")), encoding="utf-8")
