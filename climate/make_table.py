"""Makes src/table.ts from the maps that the package itur ships: pip install itur==0.4.0 numpy; python make_table.py"""

from calendar import monthrange

import importlib.util
import os
import numpy as np

MAPS = os.path.join(os.path.dirname(importlib.util.find_spec("itur").origin), "data")
CELL_DEG = 5
# How strongly the odds of cloud follow the chance of rain from month to month: an assumption of ours.
SEASON = 0.75
# Per cent: a month without rain is not a month without clouds.
DRIZZLE = 1.0
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def read(name):
    file = np.load(os.path.join(MAPS, name))
    return file[file.files[0]]


def cells(values, lats, lons):
    """The mean of each cell, from south to north, and from 180 west to east."""
    rows = np.clip(((lats + 90) // CELL_DEG).astype(int), 0, 180 // CELL_DEG - 1)
    columns = (((lons + 180) % 360) // CELL_DEG).astype(int)
    sums, counts = np.zeros((180 // CELL_DEG, 360 // CELL_DEG)), np.zeros((180 // CELL_DEG, 360 // CELL_DEG))
    np.add.at(sums, (rows, columns), values)
    np.add.at(counts, (rows, columns), 1)
    return sums / counts


def rain_probability(month):
    """Recommendation ITU-R P.837-7, annex 1: the share of a month in which it rains, per cent."""
    rain_mm = cells(read(f"837/v7_mt_month{month:02d}.npz"), read("837/v7_lat_mt.npz"), read("837/v7_lon_mt.npz"))
    kelvin = cells(read(f"1510/v1_t_month{month:02d}.npz"), read("1510/v1_lat.npz"), read("1510/v1_lon.npz"))
    hours = 24 * (28.25 if month == 2 else monthrange(2026, month)[1])
    rate_mm_h = 0.5874 * np.exp(0.0883 * np.maximum(kelvin - 273.15, 0))
    return np.minimum(100 * rain_mm / hours / rate_mm_h, 70)


def monthly(annual, seasons):
    """Shifts the odds of each month by its season, so that the mean over the year stays what it is."""
    odds = annual / (1 - annual)
    low, high = np.full(annual.shape, 1e-3), np.full(annual.shape, 1e3)
    for _ in range(60):
        middle = np.sqrt(low * high)
        shares = [middle * odds * season / (1 + middle * odds * season) for season in seasons]
        too_high = np.mean(shares, axis=0) > annual
        low, high = np.where(too_high, low, middle), np.where(too_high, middle, high)
    return shares


annual = cells(read("840/v7_pclw.npz"), read("840/v7_lat.npz"), read("840/v7_lon.npz"))
annual = np.clip(annual / 100, 0.01, 0.99)
rain = [rain_probability(month) + DRIZZLE for month in range(1, 13)]
seasons = [(one / np.mean(rain, axis=0)) ** SEASON for one in rain]
table = monthly(annual, seasons)

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "src", "table.ts"), "w") as file:
    file.write("/** Made by make_table.py. A letter for each cell, base 64: the share of its sky with clouds, of 63. */\n")
    file.write(f"export const cell_deg = {CELL_DEG}\n\n")
    file.write("/** For each month, cells from south to north, and in each row from 180 degrees west to east. */\n")
    file.write("export const months: readonly string[] = [\n")
    for month in table:
        text = "".join(LETTERS[int(round(63 * share))] for share in month.ravel())
        file.write(f"  '{text}',\n")
    file.write("]\n")
