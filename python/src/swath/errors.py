"""What can go wrong."""

from __future__ import annotations

from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Optional

import httpx


class SwathError(Exception):
    """Every error of this package is one."""


class ApiError(SwathError):
    """An answer of Swath that is not a success. Programs compare `code`; the message is for people."""

    def __init__(self, status: int, document: dict[str, Any], retry_after_s: Optional[float] = None):
        super().__init__(document.get("message") or f"The server answered with the status {status}")
        self.status = status
        #: One of the codes of the API, or `http_<status>` where something else than Swath answered.
        self.code: str = document.get("code") or f"http_{status}"
        #: Everything that is wrong with the request: `pointer`, `code` and `message` of each.
        self.problems: list[dict[str, str]] = [one for one in _list(document.get("errors")) if isinstance(one, dict)]
        #: Names this very request in the log of the server.
        self.request_id: Optional[str] = document.get("request_id")
        #: The server asks to be left alone for so long.
        self.retry_after_s = retry_after_s
        #: The whole answer, with what a code has beside the message.
        self.document = document

    def __str__(self) -> str:
        lines = [f"{one.get('pointer', '')}: {one.get('message', '')}" for one in self.problems]
        return "\n  ".join([super().__str__(), *lines])


class ConnectionError(SwathError):
    """Nobody answers at the address; `__cause__` says why."""


class DownloadError(SwathError):
    """A file did not arrive as it was announced; nothing wrong was kept."""


class WebhookVerificationError(SwathError):
    """The message is not from Swath, or not from now: answer 400 and do nothing."""


def api_error(response: httpx.Response) -> ApiError:
    """The error of an answer whose body was read."""
    return ApiError(response.status_code, _problem(response), _retry_after_s(response.headers.get("retry-after")))


def _problem(response: httpx.Response) -> dict[str, Any]:
    # Plain JSON without a code is somebody else's.
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) and isinstance(body.get("code"), str) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _retry_after_s(header: Optional[str]) -> Optional[float]:
    """Seconds, or a date, as HTTP has it."""
    if header is None:
        return None
    if header.isdecimal():
        return float(header)
    try:
        at = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=timezone.utc)
    return max(0.0, (at - datetime.now(timezone.utc)).total_seconds())
