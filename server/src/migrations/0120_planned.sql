alter table audit_entries drop constraint audit_entries_result_check;
alter table audit_entries add constraint audit_entries_result_check
  check (result in ('begun', 'done', 'planned', 'repeated', 'refused', 'failed'));
