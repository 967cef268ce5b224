"""Places an order with the client that was generated into a folder, and reads it again."""
import sys

folder, url, token, contract_id = sys.argv[1:]
sys.path.insert(0, folder)

from generated.api.orders import get_order, place_order
from generated.client import AuthenticatedClient
from generated.models.order import Order
from generated.models.place_order import PlaceOrder

client = AuthenticatedClient(base_url=url, token=token, headers={"X-Satellogic-Contract-Id": contract_id})
wanted = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [-9.14, 38.72]},
    "properties": {"order_name": "by a generated client", "sku": "TSKPOI-M"},
}
placed = place_order.sync(client=client, body=PlaceOrder.from_dict(wanted))
assert isinstance(placed, Order), placed
read = get_order.sync(order_id=placed.id, client=client)
assert isinstance(read, Order) and read.properties.order_name == "by a generated client", read
