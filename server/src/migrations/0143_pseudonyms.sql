alter table contracts add pseudonym_key text not null default gen_random_uuid()::text;
comment on column contracts.pseudonym_key is
  'Providers know the contract as the HMAC of their own name with it. It never changes, and is told to nobody.';
