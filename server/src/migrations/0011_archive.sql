-- The archive: what was published, as STAC items, and who may see which collections.

create table archive_collections (
  collection text primary key,
  title text not null,
  description text not null,
  -- Null for collections of more than one level.
  processing_level text,
  position integer not null unique,
  -- What the STAC collection says besides: providers, keywords, item_assets, summaries.
  content jsonb not null default '{}'
);

insert into archive_collections (position, collection, processing_level, title, description) values
  (1, 'quickview-visual-thumb', null, 'QuickView browse images',
    'One light browse item per capture, with a preview and a thumbnail.'),
  (2, 'quickview-visual', 'L1B', 'QuickView visual', 'L1B, three bands of 8 bits stretched for viewing, not orthorectified.'),
  (3, 'quickview-toa', 'L1B', 'QuickView TOA', 'L1B, four bands of top-of-atmosphere reflectance, not orthorectified.'),
  (4, 'l1c', 'L1C', 'L1C ortho ready', 'Four-band frames ready to be orthorectified.'),
  (5, 'l1d', 'L1D', 'L1D ortho', 'Orthorectified top-of-atmosphere reflectance, on a grid of 2 km.'),
  (6, 'l1d-sr', 'L1D_SR', 'L1D ortho, super-resolved', 'Orthorectified and super-resolved, on a grid of 2 km.'),
  (7, 'l0', 'L0', 'L0 raw', 'Raw frames; where they lie on the ground is approximate.'),
  (8, 'l1a', 'L1A', 'L1A raw corrected', 'Radiometrically corrected frames; where they lie on the ground is approximate.');

-- What a contract may see. To see is not yet to be entitled to download: that needs an ARCLGD SKU.
create table contract_collections (
  contract_id text not null references contracts,
  collection text not null references archive_collections,
  primary key (contract_id, collection)
);

create table archive_items (
  collection text not null references archive_collections,
  item_id text not null,
  -- The capture event that the item shows; all items of a capture have the same.
  outcome_id uuid not null,
  -- Who commissioned the capture; null for what was imported.
  order_contract_id text references contracts (contract_id),
  geometry geometry(Geometry, 4326) not null,
  datetime timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  properties jsonb not null,
  -- Where the bytes of each asset are, by key: in the storage, or at an address elsewhere.
  assets jsonb not null,
  -- The STAC item as it is answered, so that a page of items is their texts joined.
  document text not null,
  primary key (collection, item_id)
);
-- A page of one collection or of all, newest first, is read from an index and not sorted.
create index archive_items_by_time on archive_items (datetime desc, collection, item_id);
create index archive_items_by_collection on archive_items (collection, datetime desc, item_id);
create index archive_items_by_outcome on archive_items (outcome_id);
create index archive_items_geometry on archive_items using gist (geometry);

-- Who may see what -----------------------------------------------------------------------------------

alter table contract_collections enable row level security;
create policy tenant on contract_collections to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on contract_collections to swath_system using (true);

-- The array is made once per query and not once per row.
alter table archive_collections enable row level security;
create policy tenant on archive_collections to swath_tenant
  using (collection = any (array(select v.collection from contract_collections v)));
create policy system on archive_collections to swath_system using (true);

alter table archive_items enable row level security;
create policy tenant on archive_items to swath_tenant
  using (collection = any (array(select v.collection from contract_collections v)));
create policy system on archive_items to swath_system using (true);

-- For searches; without a security barrier, for the reason that 0008_lists.sql gives.
create view listed_archive_items as
select i.* from archive_items i
where i.collection = any (array(
  select v.collection from contract_collections v
  where v.contract_id = current_setting('swath.contract_id', true)));

grant select on archive_collections, contract_collections, archive_items, listed_archive_items to swath_tenant;
grant select, insert, update, delete on archive_collections, contract_collections, archive_items to swath_system;

-- Where the bytes of a file lie when that is not `<deliverable_id>/<file_name>`: what is delivered from the
-- archive is not copied.
alter table files add column storage_key text;
