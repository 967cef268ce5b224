"""Servers that break off, answer nonsense, or would lead a program astray."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timezone
from itertools import islice
from pathlib import Path
from typing import Any, Callable

import pytest
from servers import answering, client, lasting

from swath import ApiError, DownloadError, Swath, SwathError, WebhookVerificationError, verify_webhook
from swath._sync import deliverables
from swath.lines import Lines

feed = {"content-type": "text/event-stream"}
content = b"every pixel counts " * 1000


def event(number: int, message: str = "x") -> dict[str, Any]:
    of_data = ("order_id", "contract_id", "entity", "entity_id", "action", "status", "message", "actor")
    of_event = ("type", "source", "subject")
    return {
        "specversion": "1.0",
        "id": f"evt.{number}",
        "sequence": number,
        **dict.fromkeys(of_event, "x"),
        **dict.fromkeys(("time", "timestamp"), "2026-11-30T12:00:00Z"),
        "message": message,
        "data": {**dict.fromkeys(of_data, "x"), "changes": {}},
    }


def told(number: int, message: str = "x") -> bytes:
    data = json.dumps(event(number, message), ensure_ascii=False)
    return f"id: c{number}\nevent: OrderReceived\ndata: {data}\n\n".encode()


def followed(most: int, *answers: Any) -> list[tuple[str, str]]:
    with answering(*answers) as (url, _):
        feed_of = client(url).events.follow()
        return [(event.message, cursor) for event, cursor in islice(feed_of, most)]


def test_no_character_of_a_message_breaks_an_event() -> None:
    odd = "a\u2028b\u2029c\x85d\x1ee\x0bf 🛰"
    assert followed(1, (200, feed, told(1, odd))) == [(odd, "c1")]


def test_events_come_in_every_form_that_the_standard_allows() -> None:
    with_returns = told(1).replace(b"\n", b"\r\n")
    lone = told(2).replace(b"\n", b"\r")
    terse = told(3).replace(b": ", b":", 1).replace(b"data: ", b"data:", 1)
    in_lines = told(4).replace(b', "message"', b',\ndata: "message"')
    everything = b"\xef\xbb\xbf" + with_returns + lone + terse + b": a comment\n\n" + in_lines
    assert [cursor for _, cursor in followed(4, (200, feed, everything))] == ["c1", "c2", "c3", "c4"]


def test_half_an_event_is_none_and_the_stream_goes_on_behind_the_last_whole_one() -> None:
    broken = {**feed, "content-length": "100000"}
    with answering((200, broken, told(1) + told(2)[:30]), (200, feed, told(2))) as (url, asked):
        assert [one.cursor for one in islice(client(url).events.follow(), 2)] == ["c1", "c2"]
        assert [headers.get("Last-Event-ID") for _, headers, _ in asked] == [None, "c1"]


def test_a_feed_that_nothing_can_mend_ends_in_an_error() -> None:
    with pytest.raises(SwathError, match="not Swath"):
        followed(1, (200, feed, b"id: c1\ndata: nonsense\n\n"))
    two = [{"contract_id": "a", "name": "A"}, {"contract_id": "b", "name": "B"}]
    with answering((200, {}, two)) as (url, _), pytest.raises(SwathError, match="Say which contract"):
        next(iter(client(url, None).events.follow()))


def test_a_token_that_is_no_longer_taken_ends_neither_the_feed_nor_a_download(tmp_path: Path) -> None:
    assert followed(1, (401, {}, {"code": "unauthorized"}), (200, feed, told(1))) == [("x", "c1")]
    assert downloaded(tmp_path, (401, {}, {"code": "unauthorized"}), (200, {}, content)) == content


nonsense: list[Any] = [[], {}, "text", None, 7, {"results": {}}, {"features": [None]}, {"results": [], "next": 7}]


@pytest.mark.parametrize("answer", nonsense)
@pytest.mark.parametrize(
    "ask",
    [
        lambda swath: swath.orders.list().all(),
        lambda swath: swath.orders.get("1"),
        lambda swath: swath.events.latest_cursor(),
        lambda swath: swath.feasibility.analyse((2, 48)),
        lambda swath: swath.stac.search().all(),
        lambda swath: swath.stac.collections(),
        lambda swath: swath.places.find("x"),
    ],
)
def test_an_answer_of_something_else_is_said_to_be_that(ask: Callable[[Swath], Any], answer: Any) -> None:
    with answering((200, {}, answer)) as (url, _), pytest.raises(SwathError, match="not Swath"):
        ask(client(url))


@pytest.mark.parametrize("token", ["text", [7], {"access_token": 7, "expires_in": 60}, {"access_token": "x"}])
def test_a_token_that_is_none_is_said_to_be_that(token: Any) -> None:
    with answering((200, {}, {}), token=token) as (url, _), pytest.raises(SwathError, match="no Token"):
        client(url).request("GET", "/x")


@pytest.mark.parametrize("contracts", [{}, "text", [7], [{}, {}]])
def test_contracts_that_are_none_are_said_to_be_that(contracts: Any) -> None:
    with answering((200, {}, contracts)) as (url, _), pytest.raises(SwathError, match="Contract|/contracts"):
        client(url, None).request("GET", "/x")


def test_a_token_that_expires_at_once_is_asked_for_each_time() -> None:
    with answering((200, {}, {"ok": 1}), token={"access_token": "x", "expires_in": 0}) as (url, _):
        swath = client(url)
        assert [swath.request("GET", "/x") for _ in range(2)] == [{"ok": 1}] * 2


@pytest.mark.parametrize("place", ["@evil.example/v2/", "http://evil.example/", "//evil.example/", ".evil/", "x"])
def test_no_list_leads_to_another_server(place: str) -> None:
    with answering((200, {}, {"features": [], "next": place})) as (url, asked):
        with pytest.raises(SwathError, match="next"):
            client(url).orders.list().all()
        assert len(asked) == 1


def test_a_list_that_goes_in_a_circle_ends_in_an_error() -> None:
    with answering((200, {}, {"results": [], "next": "/v2/orders/?page=2"})) as (url, _):
        with pytest.raises(SwathError, match="next"):
            client(url).orders.list().all()


def test_a_server_below_a_path_is_asked_for_the_next_page_there() -> None:
    pages = [(200, {}, {"results": [], "next": place}) for place in ("/below/v2/orders/?cursor=2", None)]
    with answering((200, {}, lasting), *pages) as (url, asked):
        client(url + "/below").orders.list().all()
        assert [path for path, _, _ in asked][1:] == ["/below/v2/orders/", "/below/v2/orders/?cursor=2"]


def file_of(name: str = "image.tif", size_bytes: int = len(content), whole: bytes = content) -> Any:
    sha256 = hashlib.sha256(whole).hexdigest()
    return {
        "key": "analytic",
        "file_name": name,
        "title": name,
        "href": "https://elsewhere.test/",
        "type": "image/tiff",
        "roles": ["data"],
        "size_bytes": size_bytes,
        "sha256": sha256,
    }


def downloaded(folder: Path, *answers: Any, file: Any = None) -> bytes:
    listed = (200, {}, {"results": [file or file_of()], "next": None})
    with answering(listed, *answers) as (url, _):
        (found,) = client(url).deliverables.download("deliv.1", folder)
    assert found.parent == folder
    return found.read_bytes()


def test_a_download_goes_on_while_the_server_fails_for_the_moment(tmp_path: Path) -> None:
    half = len(content) // 2
    cut = (200, {"content-length": str(len(content))}, content[:half])
    rest = (206, {}, content[half:])
    assert downloaded(tmp_path, (503, {}, {}), cut, (429, {"retry-after": "0"}, {}), rest) == content
    with pytest.raises(ApiError, match="503"):
        downloaded(tmp_path / "other", (503, {}, {}))


def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    assert downloaded(tmp_path, (200, {}, b""), file=file_of(size_bytes=0, whole=b"")) == b""


@pytest.mark.parametrize("name", ["..", ".", "", "/", "a\0b"])
def test_a_file_without_a_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DownloadError, match="name"):
        downloaded(tmp_path / "in", (200, {}, content), file=file_of(name))
    assert [path.name for path in tmp_path.rglob("*")] == ["in"]


@pytest.mark.parametrize("name", ["../../image.tif", "/etc/image.tif", "a/../image.tif"])
def test_no_file_leaves_its_folder(tmp_path: Path, name: str) -> None:
    assert downloaded(tmp_path / "in", (200, {}, content), file=file_of(name)) == content
    assert (tmp_path / "in" / "image.tif").exists()


def test_more_than_was_announced_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    whole = deliverables._is_whole
    monkeypatch.setattr(
        deliverables, "_is_whole", lambda path, file: sizes.append(deliverables._size(path)) or whole(path, file)
    )
    endless = (200, {"content-length": str(10**12)}, content * 500)
    with pytest.raises(DownloadError, match="not what was announced"):
        downloaded(tmp_path, endless)
    assert list(tmp_path.iterdir()) == []
    assert max(sizes) < len(content) * 100


def test_a_return_and_its_newline_may_come_in_two_pieces() -> None:
    whole = "ä\r\n\rb\rc\r\n".encode()
    for cut in range(len(whole)):
        lines = Lines()
        assert lines.ended_by(whole[:cut]) + lines.ended_by(whole[cut:]) == ["ä", "", "b", "c"]


def test_what_a_program_posts_itself_is_created_once_too() -> None:
    with answering((503, {}, {}), (200, {}, {})) as (url, asked):
        client(url).request("POST", "/v2/orders/", body={})
        assert len({headers["Idempotency-Key"] for _, headers, _ in asked}) == 1


def test_times_and_numbers_of_python_are_sent_as_the_api_reads_them() -> None:
    with answering((400, {}, {})) as (url, asked):
        with pytest.raises(ApiError):
            client(url).orders.place((2, 48), start=datetime(2026, 12, 1, tzinfo=timezone.utc))
        assert json.loads(asked[0][2])["properties"]["start"] == "2026-12-01T00:00:00+00:00"
        for ask in (
            lambda: client(url).orders.list(created_at__gte=datetime(2026, 12, 1)).all(),
            lambda: client(url).orders.place((2, 48), start=datetime(2026, 12, 1)),
        ):
            with pytest.raises(ValueError, match="timezone"):
                ask()
        assert len(asked) == 1


def test_a_query_may_have_names_that_python_keeps_for_itself() -> None:
    with answering((400, {}, {})) as (url, asked):
        with pytest.raises(ApiError):
            client(url).money.consumption(from_="2026-11-01")
        assert asked[0][0] == "/v2/consumption/?from=2026-11-01"


@pytest.mark.parametrize("asked_s", ["\u00b2", "Mon, 30 Nov 2026 20:00:00 -0000", "nonsense", "-1"])
def test_an_odd_wish_for_rest_is_no_error_of_its_own(asked_s: str) -> None:
    with answering((503, {"retry-after": asked_s}, {"code": "x", "errors": "nonsense"})) as (url, _):
        with pytest.raises(ApiError) as refused:
            client(url).request("GET", "/x")
        assert str(refused.value)


@pytest.mark.parametrize("stamp", ["\u00b2", "9" * 5000, "", "-1"])
def test_an_odd_time_of_a_webhook_is_refused(stamp: str) -> None:
    headers = {"webhook-id": "evt.1", "webhook-timestamp": stamp, "webhook-signature": "v1,AAAA"}
    with pytest.raises(WebhookVerificationError):
        verify_webhook(b"{}", headers, "whsec_AAAA")


def test_a_body_that_cannot_be_unpacked_is_a_broken_connection() -> None:
    with answering((200, {"content-encoding": "gzip"}, b"nonsense")) as (url, _):
        with pytest.raises(SwathError):
            client(url).request("GET", "/x")


def test_a_wait_lasts_as_long_as_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    from swath._sync import orders

    now = [0.0]
    monkeypatch.setattr(orders.clock, "monotonic", lambda: now[0])
    monkeypatch.setattr(orders.clock, "sleep", lambda pause_s: now.__setitem__(0, now[0] + pause_s))
    swath = client("http://127.0.0.1:9")
    monkeypatch.setattr(swath.orders, "get", lambda _: open_order())
    with pytest.raises(TimeoutError):
        swath.orders.wait("1", timeout_s=30)
    assert now[0] == 30


def open_order() -> Any:
    latest = type("Latest", (), {"id": "evt.1", "message": "x"})
    progress = type("Progress", (), {"delivered_km2": 0, "requested_km2": 0})
    report = type("Report", (), {"progress": progress})
    properties = type("Properties", (), {"status": "open", "latest_event": latest, "status_report": report})
    return type("Open", (), {"id": "1", "status": "open", "properties": properties})
