-- The levels of an order that names none; null: all that the SKU has.
alter table contract_skus
  add column default_processing_levels text[],
  add constraint default_levels_are_offered check (
    default_processing_levels <@ processing_levels and default_processing_levels <> '{}');
