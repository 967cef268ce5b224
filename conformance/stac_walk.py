"""Uses a STAC API as pystac-client does, in strict mode: any warning is an error. Prints a line for each promise."""
import json
import sys
import warnings
from datetime import datetime, timezone

from pystac_client import Client
from pystac_client.warnings import strict

root, headers, expected = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
warnings.simplefilter("error")


def ids(search):
    return [item.id for item in search.items()]


def check(what, holds):
    if not holds:
        raise SystemExit(f"not so: {what}")
    print(f"  {what}")


with strict():
    client = Client.open(root, headers=headers)
    check("the catalog is valid", client.validate() is not None)
    collections = list(client.get_collections())
    check("all collections are listed, as children as well", len(collections) >= expected["collections"]
          and {c.id for c in client.get_children()} == {c.id for c in collections})
    for collection in collections:
        collection.validate()
    check("collections are valid", True)

    every = client.search(limit=7)
    found = ids(every)
    check(f"POST: {len(found)} items by pages of 7, each once", len(found) == len(set(found)) == expected["items"])
    check("matched() counts them", every.matched() == expected["items"])
    check("GET finds the same in the same order", ids(client.search(method="GET", limit=9)) == found)
    for item in every.items():
        item.validate()
    check("items are valid", True)

    one = client.get_collection("l1d-sr").get_item(expected["item"])
    check("an item is found by its id", one is not None and one.id == expected["item"])
    check("one that is not there is None", client.get_collection("l1d-sr").get_item("nothing") is None)
    box = client.search(bbox=[100, 0, 100.2, 0.2], datetime="2026-01-01/2026-12-31", collections=["l1d-sr"])
    check("bbox, datetime and collections", len(ids(box)) > 0)
    low = client.search(filter={"op": "<=", "args": [{"property": "eo:cloud_cover"}, 20]}, sortby="-eo:cloud_cover")
    covers = [item.properties["eo:cloud_cover"] for item in low.items()]
    check("CQL2 JSON and a sort", len(covers) > 0 and covers == sorted(covers, reverse=True) and covers[0] <= 20)
    text = client.search(method="GET", filter="\"eo:cloud_cover\" <= 20", filter_lang="cql2-text")
    check("CQL2 text finds as many", len(ids(text)) == len(covers))
    query = client.search(query=["eo:cloud_cover<=20"])
    check("query finds as many", len(ids(query)) == len(covers))
    fields = next(client.search(fields=["+properties.gsd", "-geometry"], max_items=1).items_as_dicts())
    check("fields", set(fields["properties"]) == {"gsd"} and "geometry" not in fields)
    since = datetime(2026, 1, 1, tzinfo=timezone.utc)
    check("open intervals", ids(client.search(datetime=[since, None])) == found)
    check("collection search", [c.id for c in client.collection_search(q="super-resolved").collections()] == ["l1d-sr"])
    check("queryables", "eo:cloud_cover" in client.get_queryables()["properties"])
