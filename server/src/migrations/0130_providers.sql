-- Who carries out what is ordered was a list in the code. It is rows now, which operators change.
create table providers (
  name text primary key,
  title text not null,
  kind text not null,
  settings jsonb not null default '{}',
  secret text,
  is_enabled boolean not null default true,
  rank integer not null default 100,
  is_shown boolean not null default false,
  capabilities jsonb,
  capabilities_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
comment on table providers is
  'Who carries out what is ordered. Captures and credentials name it, so a name never changes. They are of no customer.';
comment on column providers.settings is 'Those of its kind, such as its address.';
comment on column providers.secret is 'Encrypted.';
comment on column providers.rank is 'Of several that can carry out an order, the one with the lowest is asked first.';
comment on column providers.is_shown is 'Customers see its title on what it carries out.';
comment on column providers.capabilities is 'The answer that it last gave when it was asked what it can do.';
grant select, insert, update, delete on providers to swath_system;
