"""Messages that Swath sends to a webhook."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union

from .errors import WebhookVerificationError

#: Seconds since 1970.
moment = re.compile("[0-9]{1,12}")


def verify_webhook(
    body: Union[str, bytes],
    headers: Mapping[str, str],
    secrets: Union[str, Sequence[str]],
    *,
    tolerance_s: float = 300,
    now: Optional[float] = None,
) -> dict[str, Any]:
    """Checks the signature of a message (Standard Webhooks), and reads it.

    `body` is as it came, before any parsing; of several `secrets` (`whsec_...`) one that fits is enough. The clocks of
    both ends may be `tolerance_s` seconds apart, and a message that old. Raises WebhookVerificationError.
    """
    raw = body.encode() if isinstance(body, str) else body
    of_message = {name.lower(): value for name, value in headers.items()}
    stamp = _header(of_message, "webhook-timestamp")
    at = time.time() if now is None else now
    if not moment.fullmatch(stamp) or abs(at - int(stamp)) > tolerance_s:
        raise WebhookVerificationError(f"The message was signed at {stamp}, too far from now")
    signed = f"{_header(of_message, 'webhook-id')}.{stamp}.".encode() + raw
    given = [_bytes(one[3:]) for one in _header(of_message, "webhook-signature").split() if one.startswith("v1,")]
    for secret in [secrets] if isinstance(secrets, str) else secrets:
        expected = hmac.new(_key(secret), signed, hashlib.sha256).digest()
        if any(hmac.compare_digest(expected, one) for one in given):
            return json.loads(raw)
    raise WebhookVerificationError("No signature of the message fits")


def _header(headers: Mapping[str, str], name: str) -> str:
    if name not in headers:
        raise WebhookVerificationError(f"The header {name} is missing")
    return headers[name]


def _key(secret: str) -> bytes:
    key = _bytes(secret[6:] if secret.startswith("whsec_") else secret)
    if not key:
        raise WebhookVerificationError("The secret is empty")
    return key


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WebhookVerificationError("A signature or a secret is not base64") from error
