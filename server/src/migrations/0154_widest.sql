-- The relaxations of an analysis are looked for within what the contract allows an order.
alter table analyses add widest jsonb;
comment on column analyses.widest is
  'How far the window and the limits may be widened. It is null where they can not be, and of older analyses.';
