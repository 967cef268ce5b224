-- Made from a migrated database by `npm run docs`; do not edit.

-- Jobs that a fault of the server keeps from ever succeeding, until somebody has mended that and starts them
-- again. One that fails again, such as one that runs by the clock, is here once.
create table set_aside_jobs (
  job_id uuid primary key default gen_random_uuid(),
  name text not null,
  contract_id text not null,
  order_id text not null,
  entity_id text not null,
  error text not null,
  attempts integer not null,
  set_aside_at timestamptz not null,
  unique (name, contract_id, order_id, entity_id)
);
grant select, insert, update, delete on set_aside_jobs to swath_system;
