// Reads our schema from the catalogs of a migrated database; scripts/schema.ts writes it down.
import type { Connection } from '../server/src/database/pool.ts'

export interface Column {
  name: string
  type: string
  /** The name of the type in the catalog, of an array that of its elements. */
  udt: string
  is_array: boolean
  is_required: boolean
  /** An expression of SQL, of a default or of a column that is computed. */
  expression: string | null
  /** The origin of the value: the database alone, or the database unless a statement says otherwise. */
  origin: 'given' | 'default' | 'identity' | 'computed'
  comment: string | null
}
export interface Part {
  name: string
  definition: string
  comment: string | null
}
export interface Constraint extends Part {
  kind: string
  columns: string[]
}
export interface Trigger extends Part {
  calls: string
}
export interface Relation {
  name: string
  kind: 'r' | 'v' | 'S'
  is_unlogged: boolean
  /** The options of a view in `with (...)`. */
  options: string[] | null
  has_policies: boolean
  comment: string | null
  columns: Column[]
  constraints: Constraint[]
  indexes: Part[]
  triggers: Trigger[]
  policies: Part[]
  grants: string[]
  /** The query of a view, or the first value of a sequence. */
  definition: string | null
}
export interface Routine extends Part {
  /** Not everybody may call it, which is what a database allows by itself. */
  is_restricted: boolean
  grants: string[]
}
export interface Catalog {
  relations: Relation[]
  functions: Routine[]
}

const ours = (catalog: string, id: string) => `
  not exists (select from pg_depend e where e.classid = '${catalog}'::regclass and e.objid = ${id}.oid and e.deptype = 'e')`

const columns = `
  select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, coalesce(e.typname, t.typname) as udt,
    e.typname is not null as is_array, a.attnotnull as is_required, pg_get_expr(d.adbin, d.adrelid, true) as expression,
    case when a.attidentity <> '' then 'identity' when a.attgenerated <> '' then 'computed'
      when d.adbin is not null then 'default' else 'given' end as origin,
    col_description(c.oid, a.attnum) as comment
  from pg_attribute a join pg_type t on t.oid = a.atttypid
  left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and c.relkind <> 'S' order by a.attnum`

const constraints = `
  select conname as name, contype as kind, pg_get_constraintdef(k.oid, true) as definition,
    obj_description(k.oid, 'pg_constraint') as comment,
    array(select attname::text from unnest(conkey) as n join pg_attribute on attrelid = conrelid and attnum = n) as columns
  from pg_constraint k where conrelid = c.oid and contype in ('p', 'u', 'f', 'c')
  order by position(contype::text in 'pufc'), conname`

const indexes = `
  select relname as name, pg_get_indexdef(i.indexrelid, 0, true) as definition, obj_description(i.indexrelid, 'pg_class') as comment
  from pg_index i join pg_class r on r.oid = i.indexrelid
  where i.indrelid = c.oid and not exists (select from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u'))
  order by relname`

const triggers = `
  select tgname as name, pg_get_triggerdef(g.oid, true) as definition, tgfoid::regproc::text as calls,
    obj_description(g.oid, 'pg_trigger') as comment
  from pg_trigger g where tgrelid = c.oid and not tgisinternal order by tgname`

const policies = `
  select polname as name, obj_description(p.oid, 'pg_policy') as comment,
    format('to %s using (%s)', (select string_agg(r::regrole::text, ', ') from unnest(polroles) as r),
      pg_get_expr(polqual, polrelid, true)) as definition
  from pg_policy p where polrelid = c.oid order by polname desc`

/** Rights on a whole relation, and those on some of its columns. */
const grants = `
  select format('%s to %s', rights, grantee::regrole) as line from (
    select grantee, string_agg(lower(privilege_type), ', ' order by
      position(privilege_type in 'SELECT INSERT UPDATE DELETE USAGE')) as rights
    from aclexplode(c.relacl) where grantee <> c.relowner and grantee <> 0 group by grantee
    union all
    select grantee, format('%s (%s)', lower(privilege_type), string_agg(attname, ', ' order by attnum))
    from pg_attribute, aclexplode(attacl) where attrelid = c.oid group by grantee, privilege_type) as given
  order by grantee::regrole::text desc, rights`

const all = (query: string, value = 'to_jsonb(x)') =>
  `coalesce((select jsonb_agg(${value}) from (${query}) as x), '[]')`

const relations = `
  select c.relname as name, c.relkind as kind, c.relpersistence = 'u' as is_unlogged, c.reloptions as options,
    c.relrowsecurity as has_policies, obj_description(c.oid, 'pg_class') as comment, ${all(columns)} as columns,
    ${all(constraints)} as constraints, ${all(indexes)} as indexes, ${all(triggers)} as triggers,
    ${all(policies)} as policies, ${all(grants, 'x.line')} as grants,
    case c.relkind when 'v' then pg_get_viewdef(c.oid, true) when 'S' then (
      select concat(case when seqmin <> 1 then ' minvalue ' || seqmin end, case when seqstart <> 1 then ' start ' || seqstart end)
      from pg_sequence where seqrelid = c.oid) end as definition
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'S') and ${ours('pg_class', 'c')}
    and not exists (select from pg_depend i where i.objid = c.oid and i.deptype = 'i' and c.relkind = 'S')
  order by c.relname`

const functions = `
  select p.proname as name, pg_get_functiondef(p.oid) as definition, obj_description(p.oid, 'pg_proc') as comment,
    case when p.proacl is null then '{}' else array(
      select 'execute to ' || grantee::regrole from aclexplode(p.proacl)
      where grantee <> p.proowner order by grantee::regrole::text desc) end as grants,
    p.proacl is not null as is_restricted
  from pg_proc p where p.pronamespace = 'public'::regnamespace and ${ours('pg_proc', 'p')} order by p.proname`

export async function readCatalog({ query }: Pick<Connection, 'query'>): Promise<Catalog> {
  const [{ rows }, found] = [await query(relations), await query(functions)]
  return { relations: rows as unknown as Relation[], functions: found.rows as unknown as Routine[] }
}
