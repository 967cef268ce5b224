// Writes down what a catalog says, as somebody would write it by hand.
import type { Catalog, Column, Constraint, Part, Relation, Routine } from './schema-catalog.ts'

const width = 110

/** Rewrites what the database spells out as we write it: in lower case, and without casts that say nothing. */
function tidy(text: string): string {
  const pieces = text.split(/('(?:[^']|'')*'|"[^"]*")/)
  const lowered = pieces.map((piece, index) =>
    index % 2 === 1 ? piece : piece.replace(/\b[A-Z]+\b/g, (word) => word.toLowerCase()),
  )
  return lowered
    .join('')
    .replace(/('(?:[^']|'')*')::text(\[\])?/g, '$1')
    .replace(/(\b\d+)::(double precision|bigint)/g, '$1')
    .replace(/= any \(array\[([^\]]*)\]\)/g, 'in ($1)')
    .replaceAll(' as current_setting', '')
    .replaceAll('( select', '(select')
    .replace(/('-?infinity')::(timestamp with time zone|double precision)/gi, '$1')
    .replace(/\(\(([^()]*)\)\)::/g, '($1)::')
    .replace(/\(\((select current_setting\([^()]*\))\)\)/g, '($1)')
    .replaceAll('timestamp with time zone', 'timestamptz')
    .replaceAll('public.', '')
    .replaceAll(' using btree', '')
    .replaceAll('"position"', 'position')
    .replaceAll(',4326', ', 4326')
}

function commentLines(comment: string | null, indent = ''): string[] {
  if (comment === null) return []
  const lines = ['']
  for (const word of comment.split(' ')) {
    const line = lines.at(-1)!
    if (line && line.length + word.length >= width) lines.push(word)
    else lines[lines.length - 1] = line ? `${line} ${word}` : word
  }
  return lines.map((line) => `${indent}-- ${line}`)
}

function sequence({ name, comment, definition, grants }: Relation): string {
  return [
    ...commentLines(comment),
    `create sequence ${name}${definition};`,
    ...granted(`sequence ${name}`, grants),
  ].join('\n')
}

function relationText(one: Relation): string {
  return one.kind === 'S' ? sequence(one) : one.kind === 'v' ? view(one) : table(one)
}

function view({ name, comment, options, definition, grants }: Relation): string {
  const given = options ? ` with (${options.join(', ').replaceAll('=', ' = ')})` : ''
  const text = tidy(definition!)
    .replace(/^ /, '')
    .replace(/^ {4}(?=\S)/gm, '  ')
    .replace(/^ {2,3}(?=from |where )/gm, '')
  return [...commentLines(comment), `create view ${name}${given} as\n${text}`, ...granted(name, grants)].join(
    '\n',
  )
}

function table(one: Relation): string {
  const { name, comment, is_unlogged, indexes, triggers, has_policies, policies, grants } = one
  return [
    ...commentLines(comment),
    `create ${is_unlogged ? 'unlogged ' : ''}table ${name} (`,
    members(one),
    ');',
    ...indexes.flatMap(statement),
    ...triggers.flatMap(statement),
    ...(has_policies ? [`alter table ${name} enable row level security;`] : []),
    ...policies.flatMap((policy) => [...commentLines(policy.comment), policyText(name, policy)]),
    ...granted(name, grants),
  ].join('\n')
}

function policyText(table: string, { name, definition }: Part): string {
  const text = `create policy ${name} on ${table} ${tidy(definition).replace(/\s+/g, ' ')};`
  return text.length <= width ? text : text.replace(' using ', '\n  using ')
}

/** An index or a trigger. */
function statement({ comment, definition }: Part): string[] {
  const text = `${tidy(definition)};`
  const broken = [/ (?=where |for each )/, / (?=execute )/, / (?=on \w+ \()/].reduce(breakAt, text)
  return [...commentLines(comment), broken]
}

/** Breaks the last line there if it is too long. */
function breakAt(text: string, place: RegExp): string {
  const last = text.slice(text.lastIndexOf('\n') + 1)
  return last.length <= width ? text : text.slice(0, text.length - last.length) + last.replace(place, '\n  ')
}

/** Columns, with the constraints that are about one of them alone, and the other constraints. */
function members(one: Relation): string {
  const at_columns = new Map<string, Constraint[]>()
  const others: Constraint[] = []
  for (const constraint of one.constraints) {
    const [column] = constraint.columns
    const is_plain = constraint.columns.length === 1 && constraint.name === usualName(one.name, constraint)
    if (!is_plain) others.push(constraint)
    else at_columns.set(column!, [...(at_columns.get(column!) ?? []), constraint])
  }
  const lines = one.columns.map((column) => [
    ...commentLines(column.comment, '  '),
    `  ${columnLine(column, at_columns.get(column.name) ?? [])}`,
  ])
  const rest = others.map((constraint) => [
    `  ${named(one.name, constraint)}${tidy(reference(constraint.definition))}`,
  ])
  const all = [...lines, ...rest]
  return all.map((entry, index) => entry.join('\n') + (index < all.length - 1 ? ',' : '')).join('\n')
}

const suffixes: Record<string, string> = { p: 'pkey', u: 'key', f: 'fkey', c: 'check' }

/** The name that the database gives to a constraint of one column. */
function usualName(table: string, { kind, columns }: Constraint): string {
  return kind === 'p' ? `${table}_pkey` : `${table}_${columns[0]}_${suffixes[kind]}`
}

function named(table: string, { name, kind }: Constraint): string {
  return new RegExp(`^${table}.*_${suffixes[kind]}\\d*$`).test(name) ? '' : `constraint ${name} `
}

function columnLine(
  { name, type, origin, expression, is_required }: Column,
  constraints: Constraint[],
): string {
  const says = [name === 'is' ? '"is"' : name, tidy(type)]
  const is_key = constraints.some(({ kind }) => kind === 'p')
  if (is_key) says.push('primary key')
  if (origin === 'computed') says.push(`generated always as (${tidy(expression!)}) stored`)
  if (origin === 'identity') says.push('generated always as identity')
  else if (is_required && !is_key) says.push('not null')
  if (origin === 'default') says.push(`default ${tidy(expression!).replace(/::jsonb$/, '')}`)
  for (const constraint of constraints) if (constraint.kind !== 'p') says.push(atColumn(constraint))
  return breakAt(says.join(' '), / (?=check )/).replace('\n', '\n  ')
}

function atColumn({ kind, definition }: Constraint): string {
  if (kind === 'u') return 'unique'
  return tidy(kind === 'f' ? reference(definition).replace(/^FOREIGN KEY \([^)]*\) /, '') : definition)
}

/** Keys refer to the primary keys of other tables. */
const reference = (definition: string) => definition.replace(/(REFERENCES \w+)\([^)]*\)/, '$1')

/** Two roles that may do the same are named together. */
function granted(name: string, grants: string[]): string[] {
  const rights = Map.groupBy(grants, (grant) => grant.slice(0, grant.lastIndexOf(' to ')))
  return [...rights].map(([right, given]) => {
    const roles = given.map((grant) => grant.slice(grant.lastIndexOf(' to ') + 4))
    return `grant ${right} on ${name} to ${roles.join(', ')};`
  })
}

function functionText(one: Routine): string {
  const { name, comment, definition, grants, is_restricted } = one
  return [
    ...commentLines(comment),
    `${functionHead(definition)}${functionBody(definition)};`,
    ...(is_restricted ? [`revoke execute on function ${name} from public;`] : []),
    ...granted(`function ${name}`, grants),
  ].join('\n')
}

const start_of_body = /\n(?=AS \$|RETURN )/

function functionHead(definition: string): string {
  const [head] = definition.split(start_of_body)
  const line = tidy(head!.replaceAll("'", ''))
    .replace('or replace ', '')
    .replace(/\s*\n\s*/g, ' ')
    .replace('search_path to', 'search_path =')
  return line.length <= width - 8 ? line : line.replace(/ (?=returns table|language )/g, '\n  ')
}

function functionBody(definition: string): string {
  const [, body] = definition.trimEnd().split(start_of_body)
  if (!body!.startsWith('AS ')) return `\n  ${tidy(body!)}`
  const text = body!.slice('AS '.length).replaceAll('$function$', () => '$$')
  return text.includes('\n') ? ` as ${text}` : ` as\n  ${text}`
}

/**
 * The text of a noun: sequences, tables as they stand, views, then functions, each in the order of their names here.
 */
export function nounText({ relations, functions }: Catalog, names: readonly string[]): string {
  const mine = names.flatMap((name) => relations.filter((one) => one.name === name))
  const parts = ['S', 'r', 'v'].flatMap((kind) => mine.filter((one) => one.kind === kind).map(relationText))
  const its_functions = names.flatMap((name) => functions.filter((one) => one.name === name))
  return [...parts, ...its_functions.map(functionText)].join('\n\n')
}
