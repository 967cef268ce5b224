import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Catalog, Column, Relation } from './schema-catalog.ts'
import { nounText } from './schema-sql.ts'
import { tablesText } from './schema-types.ts'

const column = (name: string, udt: string, more: Partial<Column> = {}): Column => ({
  name,
  udt,
  type: udt,
  is_array: false,
  is_required: true,
  expression: null,
  origin: 'given',
  comment: null,
  ...more,
})
const empty = {
  columns: [],
  constraints: [],
  indexes: [],
  triggers: [],
  policies: [],
  grants: [],
  definition: null,
}
const relation = (name: string, kind: Relation['kind'], more: Partial<Relation>): Relation => ({
  ...empty,
  name,
  kind,
  is_unlogged: false,
  options: null,
  has_policies: false,
  comment: null,
  ...more,
})

const passes = relation('passes', 'r', {
  comment: 'Where a satellite looks down.',
  columns: [
    column('pass_id', 'text'),
    column('state', 'text', { origin: 'default', expression: "'open'::text" }),
    column('ends_at', 'timestamptz', {
      type: 'timestamp with time zone',
      is_required: false,
      comment: 'UTC.',
    }),
    column('swath', 'geometry', { type: 'geometry(Geometry,4326)' }),
    column('area_km2', 'float8', {
      type: 'double precision',
      origin: 'computed',
      is_required: false,
      expression: 'km2_of(swath)',
    }),
    column('levels', 'text', { type: 'text[]', is_array: true }),
    column('notes', 'jsonb', { is_required: false }),
  ],
  constraints: [
    {
      name: 'passes_pkey',
      kind: 'p',
      columns: ['pass_id'],
      definition: 'PRIMARY KEY (pass_id)',
      comment: null,
    },
    {
      name: 'passes_state_check',
      kind: 'c',
      columns: ['state'],
      definition: "CHECK (state = ANY (ARRAY['open'::text, 'over'::text]))",
      comment: null,
    },
  ],
  indexes: [
    {
      name: 'passes_open',
      definition: "CREATE INDEX passes_open ON passes USING btree (ends_at) WHERE state = 'OPEN'::text",
      comment: null,
    },
  ],
  grants: ['select to swath_tenant', 'select to swath_system'],
})
const shown = relation('shown_passes', 'v', {
  columns: [column('notes', 'jsonb', { is_required: false })],
  definition: ' SELECT notes\n   FROM passes;',
})
const catalog: Catalog = {
  relations: [passes, shown],
  functions: [
    {
      name: 'km2_of',
      definition:
        'CREATE OR REPLACE FUNCTION public.km2_of(shape geometry)\n RETURNS double precision\n LANGUAGE sql\nAS $function$ select ST_AREA(shape) $function$\n',
      comment: null,
      grants: [],
      is_restricted: true,
    },
  ],
}

test('a table stands as somebody would write it, with its comments, and words of data as they are', () => {
  assert.equal(
    nounText(catalog, ['km2_of', 'shown_passes', 'passes']),
    `-- Where a satellite looks down.
create table passes (
  pass_id text primary key,
  state text not null default 'open' check (state in ('open', 'over')),
  -- UTC.
  ends_at timestamptz,
  swath geometry(Geometry, 4326) not null,
  area_km2 double precision generated always as (km2_of(swath)) stored,
  levels text[] not null,
  notes jsonb
);
create index passes_open on passes (ends_at) where state = 'OPEN';
grant select on passes to swath_tenant, swath_system;

create view shown_passes as
select notes
from passes;

create function km2_of(shape geometry) returns double precision language sql as
  $$ select ST_AREA(shape) $$;
revoke execute on function km2_of from public;`,
  )
})

test('the type of a row says what the driver gives: states as words, what may be null, what nobody writes', () => {
  const types = tablesText(catalog)
  assert.ok(
    types.endsWith(`/** Where a satellite looks down. */
export interface PassesTable {
  pass_id: string
  state: Defaulted<'open' | 'over'>
  /** UTC. */
  ends_at: Nullable<Date>
  swath: Shape
  area_km2: GeneratedAlways<number | null>
  levels: string[]
  notes: Nullable<Json>
}

export interface ShownPassesTable {
  notes: unknown | null
}`),
    types,
  )
})

test('a type that nobody has said anything about is refused', () => {
  const odd = relation('odd', 'r', { columns: [column('at', 'timetz')] })
  assert.throws(() => tablesText({ relations: [odd], functions: [] }), /what timetz is/)
})
