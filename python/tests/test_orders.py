from __future__ import annotations

import warnings
from datetime import datetime, timedelta, timezone
from itertools import islice
from uuid import uuid4

import pytest
from conftest import clear, paris

from swath import ApiError, AsyncSwath, Order, Swath


def test_an_order_is_placed_waited_for_and_told(swath: Swath, fulfilled: Order) -> None:
    assert (fulfilled.status, fulfilled.outcome) == ("closed", "fulfilled")
    assert [one.type for one in fulfilled.events()][0] == "OrderReceived"
    assert {one.processing_level for one in fulfilled.deliverables(status="DELIVERED")} == {"L1B", "L1D"}
    assert [one.status for one in fulfilled.captures()] == ["published"]
    assert swath.orders.timeline(fulfilled.id).entries[0].what == "OrderReceived"


def test_a_list_is_fetched_as_it_is_read(swath: Swath, fulfilled: Order) -> None:
    rome = {"type": "Point", "coordinates": [12.5, 41.9]}
    run = uuid4().hex
    names = [f"{run} {number}" for number in range(5)]
    result = swath.orders.place_all(
        {"type": "Feature", "geometry": rome, "properties": {"order_name": name, "sku": "TSKPOI-M"}} for name in names
    )
    assert result.placed == 5
    listed = swath.orders.list(order_name__contains=run, sort="created_at", limit=2)
    assert [one.properties.order_name for one in listed] == names
    assert [len(page) for page in islice(listed.pages(), 2)] == [2, 2]
    assert len(listed.all(3)) == 3
    recent = datetime.now(timezone.utc) - timedelta(days=1)
    assert fulfilled.id in [one.id for one in swath.orders.list(outcome__in=["fulfilled"], created_at__gte=recent)]


def test_a_quote_binds_and_costs_nothing(swath: Swath) -> None:
    quote = swath.orders.quote(paris, "TSKPOI-M", "quoted")
    order = swath.orders.place(paris, "TSKPOI-M", "quoted", quote_id=quote.quote_id)
    assert order.properties.price.total_minor == quote.total_minor
    assert order.cancel().outcome == "canceled"


def test_what_is_wrong_is_told_with_where_it_is(swath: Swath) -> None:
    with pytest.raises(ApiError) as refused:
        swath.orders.place(paris, "NO-SUCH-SKU", "x")
    assert refused.value.code == "sku_not_in_contract"
    assert refused.value.problems[0]["pointer"] == "/properties/sku"
    assert "/properties/sku" in str(refused.value)
    assert swath.orders.validate(paris, "NO-SUCH-SKU", "x").errors[0].code == "sku_not_in_contract"


def test_one_key_places_one_order(swath: Swath) -> None:
    first, second = (
        swath.orders.place(paris, "TSKPOI-M", "once", idempotency_key="one-of-the-tests") for _ in range(2)
    )
    assert first.id == second.id


def test_an_area_of_any_library_is_ordered(swath: Swath) -> None:
    class Area:
        __geo_interface__ = {
            "type": "Polygon",
            "coordinates": (((2, 48), (2.1, 48), (2.1, 48.1), (2, 48.1), (2, 48)),),
        }

    assert swath.orders.validate(Area(), "TSKARE-M", "area", metadata=clear).valid


def test_an_opportunity_is_found(swath: Swath) -> None:
    analysis = swath.feasibility.analyse(paris, "TSKPOI-M", limit=3)
    assert analysis.feasible and len(analysis.opportunities) == 3


def test_the_rest_of_the_api_is_there(swath: Swath) -> None:
    assert "TSKPOI-M" in [one.sku for one in swath.products.list()]
    assert swath.products.get("TSKPOI-M").product_code
    assert swath.places.find("Rotterdam")[0].name == "Rotterdam"
    assert swath.money.balance().model_dump()
    assert swath.money.consumption().model_dump()
    assert swath.request("GET", "/v2/my/credential")["client_id"] == "demo"
    assert swath.projects.create("of python").project_name in [one.project_name for one in swath.projects.list()]


def test_notebooks_show_an_order_with_its_place(fulfilled: Order) -> None:
    shown = fulfilled._repr_html_()
    assert "fulfilled" in shown and "<svg" in shown


def test_the_bar_ends_full(swath: Swath, fulfilled: Order, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    with warnings.catch_warnings():
        # tqdm warns of a bar that is more than full.
        warnings.simplefilter("error")
        swath.orders.wait(fulfilled.id, progress=True)
    assert "100 %" in capsys.readouterr().err


def test_a_wait_may_end_before_the_order(swath: Swath) -> None:
    order = swath.orders.place(paris, "TSKPOI-M", "held", metadata={"scenario": "on-hold"})
    with pytest.raises(TimeoutError, match=order.id):
        order.wait(timeout_s=0)


def test_the_asynchronous_client_does_the_same() -> None:
    import asyncio

    async def work() -> list[str]:
        async with AsyncSwath() as swath:
            order = await swath.orders.place(paris, "TSKPOI-M", "async", metadata=clear)
            closed = await order.wait(timeout_s=120)
            assert closed.outcome == "fulfilled"
            return [one.type async for one in closed.events()]

    assert asyncio.run(work())[0] == "OrderReceived"
