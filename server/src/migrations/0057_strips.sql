-- What an area may take of the sky: the area of its strips to what is ordered, at most; and as how many square
-- kilometres each strip is billed at least.
alter table contract_skus
  add column max_strip_ratio double precision not null default 20 check (max_strip_ratio >= 1),
  add column min_strip_km2 double precision not null default 5 check (min_strip_km2 >= 0);

-- Quotes that were given before keep their price.
update quotes set terms = '{"max_strip_ratio": 20, "min_strip_km2": 0}'::jsonb || terms;
