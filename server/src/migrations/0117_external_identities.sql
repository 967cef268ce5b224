alter table credentials
  add external_issuer text,
  add external_subject text,
  add constraint an_external_identity_is_of_a_program check (external_subject is null or person_id is null),
  add check ((external_issuer is null) = (external_subject is null));
comment on column credentials.external_subject is
  'As which the tokens of another issuer name the program: they are taken like its own.';
create unique index one_credential_of_an_external_identity on credentials (external_issuer, external_subject)
  where external_subject is not null and revoked_at is null;

drop trigger credentials_announce_revocation on credentials;
create trigger credentials_announce_revocation
  after update of revoked_at, scopes, expires_at, token_generation, external_issuer, external_subject on credentials
  for each row when (
    (new.revoked_at, new.scopes, new.expires_at, new.token_generation, new.external_issuer, new.external_subject)
    is distinct from
    (old.revoked_at, old.scopes, old.expires_at, old.token_generation, old.external_issuer, old.external_subject))
  execute function announce_revocation();
comment on trigger credentials_announce_revocation on credentials is
  'Processes remember whom they trust with what; they forget a credential when they hear of this.';
