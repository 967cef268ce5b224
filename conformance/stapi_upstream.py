"""A STAPI server on the library stapi-fastapi, whose orders are moved by hand: PUT /told/{order_id}/{status_code}."""

import sys
from datetime import datetime, timedelta, timezone
from typing import Literal
from uuid import uuid4

import uvicorn
from fastapi import FastAPI, Request
from pydantic import ConfigDict, Field
from returns.maybe import Maybe, Nothing, Some
from returns.result import Failure, Success
from stapi_fastapi.conformance import API, PRODUCT
from stapi_fastapi.errors import QueryablesError
from stapi_fastapi.models.product import Product
from stapi_fastapi.routers.root_router import RootRouter
from stapi_pydantic import (
    Link,
    Opportunity,
    OpportunityProperties,
    Order,
    OrderParameters,
    OrderProperties,
    OrderSearchParameters,
    OrderStatus,
    Queryables,
)

port = int(sys.argv[1])
root = f"http://127.0.0.1:{port}"
orders: dict[str, Order] = {}
told: dict[str, list[OrderStatus]] = {}


class Asked(Queryables):
    off_nadir: float = Field(default=45, ge=0, le=45, alias="view:off_nadir")


class Wanted(OrderParameters):
    format: Literal["cog"]


class Found(OpportunityProperties):
    model_config = ConfigDict(extra="allow")


def status(code: str, links: list[Link] = []) -> OrderStatus:
    return OrderStatus(timestamp=datetime.now(timezone.utc), status_code=code, links=links)


async def create_order(product, payload, request: Request):
    if payload.geometry.type == "Point" and payload.geometry.coordinates[1] > 85:
        return Failure(QueryablesError("Nothing flies there"))
    order_id = str(uuid4())
    received = status("received")
    search = {"datetime": payload.datetime, "geometry": payload.geometry, "filter": payload.filter}
    orders[order_id] = Order(
        id=order_id,
        geometry=payload.geometry,
        properties=OrderProperties(
            product_id=product.product.id,
            created=received.timestamp,
            status=received,
            search_parameters=OrderSearchParameters(**search),
            opportunity_properties={},
            order_parameters=payload.order_parameters.model_dump(),
        ),
        links=[],
    )
    told[order_id] = [received]
    return Success(orders[order_id])


async def search_opportunities(product, search, next, limit, request: Request):
    start = search.datetime[0] + timedelta(hours=1)
    properties = Found(datetime=(start, start + timedelta(seconds=10)), product_id=product.product.id)
    feature = {"type": "Feature", "geometry": search.geometry, "properties": properties}
    return Success(([Opportunity(**feature)], Nothing))


async def get_orders(next: str | None, limit: int, request: Request):
    """Pages of the given length, so that whoever reads all has to follow the links."""
    ids = list(orders)
    first = int(next or 0)
    page = [orders[one] for one in ids[first : first + limit]]
    more = Some(str(first + limit)) if first + limit < len(ids) else Nothing
    return Success((page, more, Some(len(ids))))


async def get_order(order_id: str, request: Request):
    return Success(Maybe.from_optional(orders.get(order_id)))


async def get_statuses(order_id: str, next: str | None, limit: int, request: Request):
    return Success(Some((told[order_id], Nothing)))


router = RootRouter(
    get_orders=get_orders,
    get_order=get_order,
    get_order_statuses=get_statuses,
    conformances=[API.core, API.order_statuses],
)
router.add_product(
    Product(
        id="multispectral",
        title="Multispectral",
        description="Images of four bands",
        license="proprietary",
        providers=[],
        links=[],
        conformsTo=[PRODUCT.opportunities, PRODUCT.geojson_point, PRODUCT.geojson_polygon],
        create_order=create_order,
        search_opportunities=search_opportunities,
        queryables=Asked,
        opportunity_properties=Found,
        order_parameters=Wanted,
    )
)
app = FastAPI()
app.include_router(router, prefix="")


@app.put("/told/{order_id}/{code}")
async def tell(order_id: str, code: str):
    links = [Link(href=f"{root}/items/{order_id}", rel="stac")] if code == "completed" else []
    told[order_id].append(status(code, links))
    orders[order_id].properties.status = told[order_id][-1]
    return {}


@app.get("/items/{order_id}")
async def item(order_id: str):
    asset = {"href": f"{root}/told", "type": "image/tiff", "file:size": 4, "file:checksum": "1220" + "0" * 64}
    return {
        "type": "Feature",
        "id": order_id,
        "geometry": orders[order_id].geometry,
        "properties": {"datetime": datetime.now(timezone.utc).isoformat(), "eo:cloud_cover": 3},
        "assets": {"visual": asset},
        "links": [],
    }


uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
