-- Whether providers answer, as all processes have met it.
create table provider_health (
  provider text primary key references providers on delete cascade,
  calls bigint not null default 0,
  failures bigint not null default 0,
  failures_in_row integer not null default 0,
  away_since timestamptz,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_error text
);
comment on table provider_health is 'How providers answer. Calls that succeed are counted some seconds later.';
comment on column provider_health.away_since is
  'It failed several times in a row and gets no calls but a probe now and then; null where it answers.';
grant select, insert, update, delete on provider_health to swath_system;

create view provider_standing with (security_invoker = true) as
select p.name, p.kind,
  case when not p.is_enabled then 'disabled' when h.away_since is not null then 'away' else 'answering' end as state,
  coalesce(h.calls, 0) as calls, coalesce(h.failures, 0) as failures
from providers p left join provider_health h on h.provider = p.name;
comment on view provider_standing is 'Others than the registry read this of providers.';
grant select on provider_standing to swath_system;
