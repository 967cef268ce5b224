"""Orders of Earth-observation imagery with Swath.

`Swath` is the client, and `AsyncSwath` the same for asyncio.
"""

from . import models
from ._async.client import AsyncSwath
from ._async.orders import AsyncOrder
from ._sync.client import Swath
from ._sync.orders import Order
from .errors import ApiError, ConnectionError, DownloadError, SwathError, WebhookVerificationError
from .frames import to_geodataframe, to_pystac, to_xarray
from .retry import Retries
from .webhooks import verify_webhook

__all__ = [
    "ApiError",
    "AsyncOrder",
    "AsyncSwath",
    "ConnectionError",
    "DownloadError",
    "Order",
    "Retries",
    "Swath",
    "SwathError",
    "WebhookVerificationError",
    "models",
    "to_geodataframe",
    "to_pystac",
    "to_xarray",
    "verify_webhook",
]
