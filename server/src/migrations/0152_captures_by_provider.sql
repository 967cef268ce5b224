-- The figures of a provider are counted from its newest captures.
create index captures_by_provider on captures (provider, created_at desc) where hours_to_deliver is not null;
comment on index captures_by_provider is 'The captures that a provider was given, for its figures.';
