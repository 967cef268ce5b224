from __future__ import annotations

from pathlib import Path

import pytest

from swath import Order, Swath, to_geodataframe, to_pystac, to_xarray


def test_orders_and_items_become_a_frame(swath: Swath, fulfilled: Order) -> None:
    pytest.importorskip("geopandas")
    frame = to_geodataframe([fulfilled])
    assert (frame.iloc[0].order_name, frame.geometry.iloc[0].x, frame.crs.to_epsg()) == ("paris", 2.35, 4326)
    assert len(to_geodataframe(swath.stac.search(limit=5).all(5))) == 5
    assert len(to_geodataframe([])) == 0
    assert to_geodataframe(fulfilled.captures()).geometry.iloc[0].contains(frame.geometry.iloc[0])


def test_a_shape_of_shapely_is_ordered(swath: Swath) -> None:
    box = pytest.importorskip("shapely").box(2, 48, 2.1, 48.1)
    assert swath.orders.validate(box, "TSKARE-M", "box").valid


def test_items_of_the_archive_and_of_deliverables_are_those_of_pystac(
    swath: Swath, fulfilled: Order, tmp_path: Path
) -> None:
    pytest.importorskip("pystac")
    (found,) = swath.stac.search(limit=1).all(1)
    assert to_pystac(found).collection_id == found["collection"]
    (of_l1d,) = fulfilled.deliverables(processing_level="L1D").all()
    files = swath.deliverables.download(of_l1d.deliverable_id, tmp_path, ["metadata", "analytic"])
    assert to_pystac(files).assets["analytic"]
    with pytest.raises(ValueError, match="metadata"):
        to_pystac([])


def test_a_deliverable_becomes_a_dataset(swath: Swath, fulfilled: Order, tmp_path: Path) -> None:
    pytest.importorskip("odc.stac")
    (of_l1d,) = fulfilled.deliverables(processing_level="L1D").all()
    files = swath.deliverables.download(of_l1d.deliverable_id, tmp_path, ["metadata", "analytic"])
    bands = to_xarray(files)
    assert float(bands.to_dataarray().max()) > 0
