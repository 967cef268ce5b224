"""The server is a sandbox of the repository: SWATH_URL and the secret of its demo credential are in the environment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from swath import Order, Swath

clear = {"scenario": "clear"}
paris = (2.35, 48.85)


@pytest.fixture(scope="session")
def swath() -> Iterator[Swath]:
    with Swath() as client:
        yield client


@pytest.fixture(scope="session")
def fulfilled(swath: Swath) -> Order:
    return swath.orders.place(paris, "TSKPOI-M", "paris", metadata=clear).wait(timeout_s=120)
