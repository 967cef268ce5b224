-- Each secret that was replaced stays valid for a day of its own: [{"secret": encrypted, "until": time}], the newest first.
alter table webhooks add column previous_secrets jsonb not null default '[]';
update webhooks
  set previous_secrets = jsonb_build_array(jsonb_build_object('secret', previous_secret, 'until', previous_secret_until))
  where previous_secret is not null and previous_secret_until is not null;
alter table webhooks drop column previous_secret, drop column previous_secret_until;

-- Filters name projects by id, which no change of name makes fall silent.
update webhooks w
  set project = array(
    select coalesce(
      (select project_id from projects p where p.contract_id = w.contract_id and p.project_id = given),
      (select project_id from projects p where p.contract_id = w.contract_id and p.name = given),
      given)
    from unnest(w.project) with ordinality as filter (given, place) order by place)
  where w.project <> '{}';
