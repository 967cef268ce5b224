-- A capture that its provider has taken is not given to another because that provider is away: it may be carried out.
alter table captures add taken_at timestamptz;
comment on column captures.taken_at is
  'When its provider said that it takes the capture. It is null as long as no such answer has come, and of older captures.';
