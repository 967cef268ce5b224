-- A provider may refuse to cancel a capture: it goes on although its order is canceled.
alter table captures add kept_at timestamptz;
comment on column captures.kept_at is
  'When its order was canceled although its provider refused to cancel the capture, which goes on. It is null of others.';
