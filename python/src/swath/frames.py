"""Answers as the objects of other libraries, each of which comes with an extra: `geo`, `stac`, `xarray`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    import geopandas
    import pystac
    import xarray

of_metadata = "_stac.geojson"


def to_geodataframe(features: Iterable[Any]) -> geopandas.GeoDataFrame:
    """Orders, captures or STAC items, one a row, with their places in degrees (EPSG:4326). Extra `geo`."""
    import geopandas

    found = [_feature(one) for one in features]
    columns = None if found else ["geometry"]
    return geopandas.GeoDataFrame.from_features(found, crs="EPSG:4326", columns=columns)


def to_pystac(item: Union[Mapping[str, Any], Sequence[Path]]) -> pystac.Item:
    """A STAC item of the archive, or that of a deliverable from its downloaded files. Extra `stac`.

    Raises ValueError where the files have no metadata among them.
    """
    import pystac

    if isinstance(item, Mapping):
        return pystac.Item.from_dict(dict(item))
    for path in item:
        if path.name.endswith(of_metadata):
            return pystac.Item.from_file(str(path))
    raise ValueError(f"No file ends with {of_metadata}: download the key metadata as well")


def to_xarray(files: Sequence[Path], key: str = "analytic", **how: Any) -> xarray.Dataset:
    """The bands of a downloaded deliverable, or of several of one place, as a dataset with coordinates. Extra `xarray`.

    `key` is that of the file; `how` goes to `odc.stac.load`: `resolution`, `bbox`, `chunks` and the like.
    """
    import odc.stac

    folders = {path.parent for path in files}
    items = [to_pystac([path for path in files if path.parent == folder]) for folder in sorted(folders)]
    for item in items:
        item.make_asset_hrefs_absolute()
    bands = how.pop("bands", [key])
    return odc.stac.load(items, bands=bands, **how)


def _feature(one: Any) -> dict[str, Any]:
    told = one.model_dump(mode="json") if hasattr(one, "model_dump") else dict(one)
    if told.get("type") == "Feature":
        return {
            "type": "Feature",
            "geometry": told["geometry"],
            "properties": {"id": told.get("id"), **told["properties"]},
        }
    place = told.pop("footprint", None) or told.pop("geometry", None)
    return {"type": "Feature", "geometry": place, "properties": told}
