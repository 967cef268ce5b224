create table second_factor_rules (
  organisation_id text primary key references organisations,
  set_by text not null references credentials,
  set_at timestamptz not null
);
comment on table second_factor_rules is
  'Customers whose people do nothing before they have a second factor.';
grant select, insert, delete on second_factor_rules to swath_system;
