-- What each capture is to show, in km2: an order that is looked at asks for it of all its captures, and PostGIS takes
-- twenty times as long to reckon it as to read it.
alter table captures add column target_km2 double precision generated always as (geodesic_km2(target)) stored;
