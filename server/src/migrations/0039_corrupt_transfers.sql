-- How often a file arrived whole, and not as it was announced. Transfers that broke off do not count.
alter table files add column corrupt_transfers integer not null default 0;
grant update (corrupt_transfers) on files to swath_tenant;
