"""The address of a server."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .errors import SwathError

this_machine = re.compile(r"localhost|.+\.localhost|127(\.\d+){3}|::1")


def address_of(url: str, allow_http: bool) -> str:
    """Without a slash at its end. Raises SwathError where it is none, or none for secrets."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SwathError(f"{url} is not an address such as https://swath.example.com")
    if parts.scheme == "http" and not this_machine.fullmatch(parts.hostname) and not allow_http:
        raise SwathError(
            f"{url} is not encrypted: others could read the secret on the way. Say https://, or allow_http=True"
        )
    return url.rstrip("/")
