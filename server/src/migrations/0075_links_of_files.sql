-- The documents of what was delivered link to its files as new ones do; see deliveredFile in platform/links.ts. Names
-- that an address would have to escape keep their links, which stay good.
create function pg_temp.relinked(document text, id text, scene text) returns text language plpgsql as $$
declare
  file record;
begin
  for file in select key, file_name from files where deliverable_id = id loop
    document := replace(document,
      format('"swath-link:/v2/deliverables/%s/files/%s"', id, file.key),
      format('"swath-link:/assets/deliverables/%s/%s/%s"', coalesce(scene, id), id, file.file_name));
  end loop;
  return document;
end $$;

update deliverables set document = pg_temp.relinked(document, deliverable_id, scene_id)
where delivered_at is not null and document <> '' and coalesce(scene_id, '') !~ '[^A-Za-z0-9._-]';

update archive_items i set document = pg_temp.relinked(i.document, d.deliverable_id, d.scene_id)
from deliverables d
where i.collection = 'delivered' and d.deliverable_id = i.item_id and coalesce(d.scene_id, '') !~ '[^A-Za-z0-9._-]';
