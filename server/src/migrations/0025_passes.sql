-- The captures of all contracts by the start of their pass, for the calendar of the constellation.

-- When the pass begins; of a capture without one before all times. Its times are written with their offset, so
-- nothing about the session changes what they mean, which the cast itself cannot promise.
create function pass_start(access jsonb) returns timestamptz language sql immutable parallel safe
  return coalesce((access ->> 'start')::timestamptz, '-infinity');
create index captures_by_pass on captures (pass_start(access), capture_id);
