-- Made from a migrated database by `npm run docs`; do not edit.

-- Who carries out what is ordered. Captures and credentials name it, so a name never changes. They are of no
-- customer.
create table providers (
  name text primary key,
  title text not null,
  kind text not null,
  -- Those of its kind, such as its address.
  settings jsonb not null default '{}',
  -- Encrypted.
  secret text,
  is_enabled boolean not null default true,
  -- Of several that can carry out an order, the one with the lowest is asked first.
  rank integer not null default 100,
  -- Customers see its title on what it carries out.
  is_shown boolean not null default false,
  -- The answer that it last gave when it was asked what it can do.
  capabilities jsonb,
  capabilities_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
grant select, insert, update, delete on providers to swath_system;
