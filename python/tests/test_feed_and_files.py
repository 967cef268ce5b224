from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from conftest import paris

from swath import DownloadError, Order, Swath


def test_the_feed_tells_each_event_once_and_goes_on_from_a_cursor(swath: Swath, fulfilled: Order) -> None:
    types, cursors = [], []
    for event, cursor in swath.events.follow(order_id=fulfilled.id):
        types.append(event.type)
        cursors.append(cursor)
        if event.type == "OrderCompleted":
            break
    assert types[0] == "OrderReceived" and len(set(cursors)) == len(cursors)
    following = swath.events.follow(cursors[0], order_id=fulfilled.id)
    assert next(iter(following)).event.type == types[1]
    assert [one.type for one in swath.events.list(order_id=fulfilled.id)] == types


def test_the_feed_goes_on_with_what_happens_later(swath: Swath) -> None:
    cursor = swath.events.latest_cursor()
    order = swath.orders.place(paris, "TSKPOI-M", "followed")
    for event, _ in swath.events.follow(cursor, type="OrderReceived"):
        if event.data.order_id == order.id:
            break


def test_files_are_checked_resumed_and_not_fetched_twice(swath: Swath, fulfilled: Order, tmp_path: Path) -> None:
    (of_l1b,) = fulfilled.deliverables(processing_level="L1B").all()
    files = swath.deliverables.files(of_l1b.deliverable_id).all()
    found = swath.deliverables.download(of_l1b.deliverable_id, tmp_path)
    assert {path.name for path in found} == {file.file_name for file in files}
    largest = max(files, key=lambda file: file.size_bytes)
    whole = (tmp_path / largest.file_name).read_bytes()
    assert hashlib.sha256(whole).hexdigest() == largest.sha256

    (tmp_path / largest.file_name).unlink()
    (tmp_path / f"{largest.file_name}.part").write_bytes(whole[: len(whole) // 2])
    times = {path: path.stat().st_mtime_ns for path in found if path.exists()}
    swath.deliverables.download(of_l1b.deliverable_id, tmp_path)
    assert (tmp_path / largest.file_name).read_bytes() == whole
    assert all(path.stat().st_mtime_ns == time for path, time in times.items())


def test_a_file_that_is_not_what_was_announced_is_not_kept(swath: Swath, fulfilled: Order, tmp_path: Path) -> None:
    (of_l1b,) = fulfilled.deliverables(processing_level="L1B").all()
    file = max(swath.deliverables.files(of_l1b.deliverable_id).all(), key=lambda one: one.size_bytes)
    part = tmp_path / f"{file.file_name}.part"
    part.write_bytes(b"x" * (file.size_bytes // 2))
    with pytest.raises(DownloadError, match="SHA-256"):
        swath.deliverables.download(of_l1b.deliverable_id, tmp_path, [file.key])
    assert list(tmp_path.iterdir()) == []


def test_a_link_needs_no_token(swath: Swath, fulfilled: Order) -> None:
    import httpx

    (of_l1b,) = fulfilled.deliverables(processing_level="L1B").all()
    link = swath.deliverables.link(of_l1b.deliverable_id, "thumbnail", valid_for_s=60)
    assert httpx.get(link.href).status_code == 200


def test_everything_that_was_delivered_comes_into_folders(fulfilled: Order, tmp_path: Path) -> None:
    found = fulfilled.download(tmp_path, keys=["thumbnail"])
    assert len(found) == 2 and len({path.parent for path in found}) == 2


def test_the_archive_is_searched(swath: Swath) -> None:
    items = swath.stac.search(bbox=[-180, -90, 180, 90], filter="eo:cloud_cover < 50", limit=5).all(12)
    assert len({item["id"] for item in items}) == 12
    assert all(item["properties"]["eo:cloud_cover"] < 50 for item in items)
    assert swath.stac.item(items[0]["collection"], items[0]["id"])["id"] == items[0]["id"]
    assert items[0]["collection"] in [one["id"] for one in swath.stac.collections()]
