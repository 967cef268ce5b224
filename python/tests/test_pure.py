"""What needs no server of Swath."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from servers import answering, client

from swath import ApiError, ConnectionError, Swath, SwathError, WebhookVerificationError, verify_webhook
from swath.display import html_of, map_of
from swath.geometry import geometry_of
from swath.query import path_of, query_of

secret = "whsec_" + base64.b64encode(b"a key of the tests").decode()


def test_a_request_is_repeated_under_one_key_while_the_server_fails() -> None:
    with answering((503, {}, {}), (429, {"retry-after": "0"}, {}), (200, {}, {"done": True})) as (url, asked):
        assert client(url)._connection.post("/v2/orders/", {}) == {"done": True}
        keys = {headers["Idempotency-Key"] for _, headers, _ in asked}
        assert len(asked) == 3 and len(keys) == 1


def test_a_refusal_is_not_repeated_and_neither_is_a_server_that_wants_long_rest() -> None:
    with answering((400, {}, {"code": "invalid_request", "message": "No"})) as (url, asked):
        with pytest.raises(ApiError, match="No"):
            client(url).request("GET", "/x")
        assert len(asked) == 1
    with answering((503, {"retry-after": "6"}, {})) as (url, asked):
        with pytest.raises(ApiError) as refused:
            client(url).request("GET", "/x")
        assert (len(asked), refused.value.code, refused.value.retry_after_s) == (1, "http_503", 6)


def test_a_token_that_is_not_taken_is_asked_for_anew_once() -> None:
    with answering((401, {}, {}), (200, {}, {})) as (url, asked):
        client(url).request("GET", "/x")
        assert [headers["Authorization"] for _, headers, _ in asked] == ["Bearer token 0", "Bearer token 1"]
    with answering((401, {}, {"code": "unauthorized"})) as (url, asked):
        with pytest.raises(ApiError):
            client(url).request("GET", "/x")
        assert len(asked) == 2


def test_what_is_not_swath_is_said_so() -> None:
    with answering((200, {}, b"<html>")) as (url, _):
        with pytest.raises(SwathError, match="is not Swath: it sends no JSON"):
            client(url).request("GET", "/x")
    with pytest.raises(ConnectionError, match="does not answer at http://127.0.0.1:9"):
        client("http://127.0.0.1:9").request("GET", "/x")


def test_no_secret_goes_where_others_can_read_it() -> None:
    with pytest.raises(SwathError, match="not encrypted"):
        client("http://swath.example.com")
    with pytest.raises(SwathError, match="is not an address"):
        client("swath.example.com")
    assert (
        client("http://swath.example.com/below/", allow_http=True)._connection.url == "http://swath.example.com/below"
    )
    with answering((302, {"location": "http://127.0.0.1:9/"}, {})) as (url, _):
        with pytest.raises(ApiError, match="302"):
            client(url).request("GET", "/x")


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SWATH_CLIENT_SECRET", raising=False)
    with pytest.raises(SwathError, match="SWATH_CLIENT_SECRET"):
        Swath("https://swath.example.com", "demo")


def signed(body: bytes, at: int) -> dict[str, str]:
    digest = hmac.new(b"a key of the tests", f"evt.1.{at}.".encode() + body, hashlib.sha256).digest()
    return {
        "Webhook-Id": "evt.1",
        "Webhook-Timestamp": str(at),
        "Webhook-Signature": "v1,AAAA v1," + base64.b64encode(digest).decode(),
    }


def test_a_webhook_is_read_when_it_is_genuine_and_new() -> None:
    body = b'{"type":"OrderReceived"}'
    other = "whsec_" + base64.b64encode(b"another").decode()
    assert verify_webhook(body, signed(body, 1000), [other, secret], now=1100)["type"] == "OrderReceived"
    for wrong in (
        lambda: verify_webhook(body + b" ", signed(body, 1000), secret, now=1000),
        lambda: verify_webhook(body, signed(body, 1000), secret, now=1301),
        lambda: verify_webhook(body, signed(body, 1000), secret, now=699),
        lambda: verify_webhook(body, signed(body, 1000), other, now=1000),
        lambda: verify_webhook(body, signed(body, 1000), "whsec_", now=1000),
        lambda: verify_webhook(body, {}, secret, now=1000),
    ):
        with pytest.raises(WebhookVerificationError):
            wrong()


def test_places_are_taken_as_programs_have_them() -> None:
    point = {"type": "Point", "coordinates": [2.0, 48.0]}
    assert geometry_of((2, 48)) == geometry_of(point) == geometry_of({"type": "Feature", "geometry": point})
    for wrong in ("Paris", (1, 2, 3), None, {"type": "Feature", "geometry": None}):
        with pytest.raises(TypeError, match="is no place"):
            geometry_of(wrong)


def test_values_of_a_query_are_written_as_the_api_reads_them() -> None:
    assert query_of({"a": ["x,y", "z"], "b": True, "c": None, "d": [1, 2.5]}) == {
        "a": '"x,y","z"',
        "b": "true",
        "d": "1,2.5",
    }
    assert path_of("v2", "orders", "a/b c") == "/v2/orders/a%2Fb%20c"


def test_names_are_text_in_a_notebook_and_every_geometry_has_a_map() -> None:
    shown = html_of({"name": "<script>alert(1)</script>"}, "Project")
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    for kind, coordinates in {"Point": [0, 0], "Polygon": [ring], "MultiPolygon": [[ring]]}.items():
        assert map_of({"type": kind, "coordinates": coordinates}).endswith("</svg>")
