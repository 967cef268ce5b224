-- Which key encrypts the secrets of this database, by its id (a digest): a process that has another does not start.
create table encryption_key (
  is_only boolean primary key default true check (is_only),
  key_id text not null
);
grant select, insert, update on encryption_key to swath_system;
-- What an installation of before has encrypted names the key.
insert into encryption_key (key_id)
select split_part(credentials, '.', 2) from destinations
where credentials like 'v1.%' order by updated_at desc limit 1;
