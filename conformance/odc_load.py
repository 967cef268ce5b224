"""Loads the bands of items of a Swath with odc-stac, and compares each pixel with what GDAL reads of the
file itself. Prints a line for each collection."""
import json
import sys

import numpy
import odc.stac
import rasterio
from pystac_client import Client

root, headers, header_file = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
# By number: "red" is of the image for eyes as well.
bands = [f"analytic.{number}" for number in range(1, 5)]


def check(what, holds):
    if not holds:
        raise SystemExit(f"not so: {what}")


odc.stac.configure_rio(GDAL_HTTP_HEADER_FILE=header_file)
client = Client.open(root, headers=headers)
for collection in ["l1d", "delivered"]:
    item = next(client.search(collections=[collection], max_items=1).items())
    described = item.assets["analytic"].extra_fields["raster:bands"]
    loaded = odc.stac.load([item], bands=bands)
    with rasterio.Env(GDAL_HTTP_HEADER_FILE=header_file), rasterio.open(item.assets["analytic"].href) as file:
        check(f"{collection}: the code of its projection", loaded.odc.crs.epsg == item.ext.proj.epsg == file.crs.to_epsg())
        for number, band in enumerate(bands, 1):
            told, pixels = described[number - 1], file.read(number)
            types = {str(loaded[band].dtype), file.dtypes[number - 1], told["data_type"]}
            check(f"{collection}: {band} is of one type, and not {types}", len(types) == 1)
            check(f"{collection}: no data of {band}", loaded[band].attrs["nodata"] == file.nodata == told["nodata"])
            # Of a file of ours GDAL knows no scale; what is told makes reflectances of its numbers.
            check(f"{collection}: scale of {band}", 0 <= pixels.max() * told["scale"] <= 1.5)
            check(f"{collection}: pixels of {band}", numpy.array_equal(loaded[band].values[0], pixels))
        print(f"  {collection}: {len(bands)} bands, {file.width} by {file.height} pixels, as GDAL reads them")
