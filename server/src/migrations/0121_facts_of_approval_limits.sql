create view approval_limit_facts with (security_invoker = true) as
  select contract_id, above_minor from approval_limits;
comment on view approval_limit_facts is 'Others than the orders read here above which price orders of a contract wait.';
grant select on approval_limit_facts to swath_system;
