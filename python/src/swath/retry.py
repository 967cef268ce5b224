"""How often, and with which pauses, a request is repeated that may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from .errors import ApiError, ConnectionError


@dataclass(frozen=True)
class Retries:
    #: Requests in all, the first one included.
    attempts: int = 4
    #: Before the second attempt; each further pause is twice as long.
    pause_s: float = 0.5
    max_pause_s: float = 20.0
    #: A server that wants to be left alone for longer than this is not waited for.
    max_retry_after_s: float = 90.0

    def pause_after(self, attempt: int, error: Exception, chance: float) -> Optional[float]:
        """Seconds to wait after the attempt, counted from 1; None when the error is final.

        Half of the pause is left to `chance` (0 to 1), so that many clients of a server that comes back do not come
        all at once.
        """
        if attempt >= self.attempts or not is_passing(error):
            return None
        asked_s = (error.retry_after_s or 0.0) if isinstance(error, ApiError) else 0.0
        if asked_s > self.max_retry_after_s:
            return None
        whole_s = min(self.pause_s * 2.0 ** (attempt - 1), self.max_pause_s)
        return asked_s + whole_s * (0.5 + chance / 2)


def is_passing(error: Exception) -> bool:
    """Whether another attempt may succeed."""
    if isinstance(error, ApiError):
        return error.status == 429 or error.status >= 500
    return isinstance(error, ConnectionError)
