"""Small servers that fail, or answer what Swath would not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from swath import Retries, Swath

at_once = Retries(pause_s=0, max_retry_after_s=5)
lasting = {"access_token": "token", "expires_in": 3600}


@contextmanager
def answering(*answers: tuple[int, dict[str, str], Any], token: Any = None) -> Iterator[tuple[str, list[Any]]]:
    """A server that gives a token, and then these answers; the last one for ever. It breaks off where a header
    promises more bytes than there are."""
    asked: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.path == "/oauth/token":
                self._send(200, {}, token or {**lasting, "access_token": f"token {len(asked)}"})
            else:
                answer = answers[min(len(asked), len(answers) - 1)]
                asked.append((self.path, dict(self.headers), body))
                self._send(*answer)

        do_GET = do_POST

        def _send(self, status: int, headers: dict[str, str], answer: Any) -> None:
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"content-length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def client(url: str, contract_id: Any = "contract", **how: Any) -> Swath:
    return Swath(url, "demo", "secret", contract_id, retries=at_once, **how)
