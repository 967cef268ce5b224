-- Where the bytes of a file lie is said when it is announced, and by nobody else.
update files set storage_key = deliverable_id || '/' || file_name where storage_key is null;
alter table files alter column storage_key set not null;
