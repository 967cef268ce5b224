alter table credentials drop constraint credentials_scopes_check;
-- Until now the staff and providers might all that their role may, and had no scopes. A credential of a customer that
-- might everything goes on doing so.
update credentials set scopes = case role
  when 'operator' then '{ops:read,ops:desk,ops:missions,ops:reports,ops:catalog,ops:customers,ops:setup,ops:money,ops:people,ops:audit,ops:support}'
  when 'provider' then '{ops:reports}'
  else '{read,order,approve,cancel,deliveries,money,administer}' end::text[]
where role <> 'customer' or scopes @> '{read,order,cancel,deliveries,money,administer}';
alter table credentials add constraint credentials_scopes_check check (scopes <@ case role
  when 'customer' then '{read,order,approve,cancel,deliveries,money,administer}'::text[]
  when 'operator' then '{ops:read,ops:desk,ops:missions,ops:reports,ops:catalog,ops:customers,ops:setup,ops:money,ops:people,ops:audit,ops:support}'::text[]
  else '{ops:reports}'::text[] end);
