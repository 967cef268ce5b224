comment on column destinations.settings is 'Kind and place, as contract/src/destination-kinds.ts has them.';
comment on column destinations.credentials is
  'Encrypted by database/secrets.ts; it is null where the place asks for none.';
comment on column delivery_files.resume is
  'From where a broken transfer goes on; only the kind of destination understands it.';
comment on column idempotent_answers.is_encrypted is 'The body is encrypted by database/secrets.ts.';
comment on column webhooks.secret is 'Encrypted by database/secrets.ts.';
