-- Made from a migrated database by `npm run docs`; do not edit.

-- The secrets, wrong and right, that were presented, and from where; all processes share it. It need not survive
-- a crash.
create unlogged table secret_uses (
  -- A digest of what is presented, for which credential, and from which address.
  place text primary key,
  -- When as much time has passed as its wrong ones take.
  forgiven_at timestamptz not null,
  -- The log has been told that no more are taken.
  is_told boolean not null default false,
  -- When a right one came last, to the hour.
  right_at timestamptz
);
create index secret_uses_by_age on secret_uses (forgiven_at);
grant select, insert, update, delete on secret_uses to swath_system;
