-- A part of the server that speaks for a provider has no credential.
alter table reports drop constraint reports_provider_fkey;
comment on column reports.provider is
  'The credential that reported, or the provider for which a part of this server spoke.';
