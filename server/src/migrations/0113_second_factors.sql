create table authenticators (
  person_id text primary key references people on delete cascade,
  secret text not null,
  confirmed_at timestamptz,
  last_step bigint not null,
  created_at timestamptz not null
);
comment on table authenticators is
  'The app of somebody that shows codes (RFC 6238). It counts once it is confirmed by one.';
comment on column authenticators.secret is 'Encrypted.';
comment on column authenticators.last_step is
  'The step of time whose code was taken last: neither it nor an earlier one is taken again.';
grant select, insert, update, delete on authenticators to swath_system;

create table recovery_codes (
  person_id text not null references people on delete cascade,
  code_sha256 text not null,
  primary key (person_id, code_sha256)
);
comment on table recovery_codes is
  'For whoever has lost the second factor. A used one is no row any more.';
grant select, insert, delete on recovery_codes to swath_system;

create table challenges (
  purpose text not null,
  browser_sha256 text not null,
  person_id text references people on delete cascade,
  way text,
  failures integer not null default 0,
  expires_at timestamptz not null,
  primary key (purpose, browser_sha256)
);
comment on table challenges is
  'What a browser has been asked to prove and has not proved yet. One that is answered is no row any more.';
comment on column challenges.browser_sha256 is 'Of the secret that the browser keeps in a cookie.';
comment on column challenges.way is 'The first factor that was proved.';
create index challenges_by_person on challenges (person_id) where person_id is not null;
grant select, insert, update, delete on challenges to swath_system;

alter table sessions add has_second_factor boolean not null default false;
comment on column sessions.has_second_factor is
  'Whoever signed in has proved two factors, or a provider of identities answers for them.';
