-- An order may ask for its target again and again: one capture per part and period.

alter table captures add column period integer not null default 0;
-- The end of the period; null where that is the end of the order's window.
alter table captures add column not_after timestamptz;
alter table orders add column periods integer not null default 1;
