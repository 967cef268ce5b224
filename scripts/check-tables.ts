// Tables and views have owners: `<noun>/schema.sql` says which. Only the folder of a noun writes what it owns, and others
// read the views of a feature, not its tables. The check reads the SQL of source files, and looks for writes in the functions
// of the database as well.
import { dirname } from 'node:path'
import ts from 'typescript'

export interface Text {
  file: string
  text: string
}
/** A piece of SQL, and where it begins in its file. */
interface Piece {
  sql: string
  at: number
}

/**
 * @param texts all of the server, with `schema.sql` of every noun
 * @returns what is against the rule, as lines for people
 */
export function tablesOfOthers(texts: readonly Text[]): string[] {
  const owners = new Map(texts.flatMap(owned))
  const features = new Set(
    texts.filter(({ file }) => file.endsWith('/feature.ts')).map(({ file }) => dirname(file)),
  )
  return texts.flatMap(({ file, text }) =>
    usesIn({ file, text }).flatMap(({ verb, name, line }) => {
      const { owner, is_table } = owners.get(name) ?? {}
      if (owner === undefined || file.startsWith(`${owner}/`)) return []
      // The rooms below the features are there for all of them, with what they keep.
      if (verb === 'reads' && !(is_table && features.has(owner))) return []
      return [`${file}:${line} ${verb} ${name}, ${says[verb](owner)}`]
    }),
  )
}

const says = {
  writes: (owner: string) => `which only ${owner} may write`,
  reads: (owner: string) => `of which only ${owner} reads the table: it publishes a view for others`,
}

interface Use {
  verb: keyof typeof says
  name: string
  line: number
}

function usesIn({ file, text }: Text): Use[] {
  return piecesOf(file, text).flatMap(({ sql, at }) => {
    const place = ({ name, index }: Found) => ({ name, line: lineAt(text, at + index) })
    const written = writtenIn(sql).map((one): Use => ({ verb: 'writes', ...place(one) }))
    // Views and functions are where tables of several nouns meet.
    if (file.endsWith('.sql')) return written
    return [...written, ...readIn(sql).map((one): Use => ({ verb: 'reads', ...place(one) }))]
  })
}

interface Found {
  name: string
  index: number
}

const lineAt = (text: string, at: number) => text.slice(0, at).split('\n').length

interface Owned {
  owner: string
  is_table: boolean
}

function owned({ file, text }: Text): [name: string, Owned][] {
  if (!file.endsWith('/schema.sql')) return []
  return [...text.matchAll(/^create (?:unlogged )?(table|view) (\w+)/gm)].map(([, kind, name]) => [
    name!,
    { owner: dirname(file), is_table: kind === 'table' },
  ])
}

export function writtenIn(sql: string): Found[] {
  const written = /\b(?:insert\s+into|update(?:\s+only)?|delete\s+from|merge\s+into|truncate)\s+(\w+)/gi
  return [...withoutTexts(sql).matchAll(written)].map(({ 1: name, index }) => ({ name: name!, index }))
}

const begins = new Set(['from', 'join', 'using'])
const ends = new Set([
  'where',
  'group',
  'order',
  'having',
  'limit',
  'union',
  'except',
  'select',
  'set',
  'returning',
])

/** The names behind these words, and behind the commas of their lists, are tables. */
function readIn(sql: string): Found[] {
  const found: Found[] = []
  const lists = [false]
  let [is_next, last] = [false, '']
  for (const { 0: token, index } of withoutTexts(sql)
    .toLowerCase()
    .matchAll(/\w+|[(),]/g)) {
    if (token === '(') lists.push(false)
    else if (token === ')') lists.pop()
    if (begins.has(token) && last !== 'delete' && last !== 'distinct') lists[lists.length - 1] = true
    if (ends.has(token)) lists[lists.length - 1] = false
    if (is_next && /\w/.test(token) && token !== 'lateral') found.push({ name: token, index })
    const is_behind = begins.has(token) || token === ',' || (is_next && token === 'lateral')
    is_next = is_behind && lists.at(-1) === true
    last = token
  }
  return found
}

/** Texts and comments hold words that are no SQL; blanks in their place leave every line where it is. */
function withoutTexts(sql: string): string {
  return sql.replace(/--.*|'[^']*'/g, (found) => found.replace(/[^\n]/g, ' '))
}

function piecesOf(file: string, text: string): Piece[] {
  if (file.endsWith('/schema.sql')) return [{ sql: text, at: 0 }]
  if (!file.endsWith('.ts') || !/\bsql\b|\b(insertInto|update)\(|\btable:/.test(text)) return []
  const pieces: Piece[] = []
  const visit = (node: ts.Node) => {
    const piece = pieceAt(node)
    if (piece) pieces.push(piece)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
  return pieces
}

function pieceAt(node: ts.Node): Piece | undefined {
  if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'sql') return templatePiece(node.template)
  const table = writtenBy(node) ?? entityTable(node)
  return table && { sql: `insert into ${table.text}`, at: table.getStart() }
}

/** A text that is put into a template is looked at as a piece of its own. */
function templatePiece(template: ts.TemplateLiteral): Piece {
  const at = template.getStart()
  if (ts.isNoSubstitutionTemplateLiteral(template)) return { sql: template.getText(), at }
  const blanks = ({ expression }: ts.TemplateSpan) => expression.getFullText().replace(/[^\n]/g, ' ')
  const spans = template.templateSpans.map((span) => blanks(span) + span.literal.getText())
  return { sql: template.head.getText() + spans.join(''), at }
}

/** The table that a call of `insertInto` or `update` names. */
function writtenBy(node: ts.Node): ts.StringLiteral | undefined {
  if (!ts.isCallExpression(node) || !/^(insertInto|update)$/.test(node.expression.getText())) return undefined
  const [table] = node.arguments
  return table && ts.isStringLiteral(table) ? table : undefined
}

/** An entity writes its rows through record/transition.ts. */
function entityTable(node: ts.Node): ts.StringLiteral | undefined {
  if (!ts.isPropertyAssignment(node) || node.name.getText() !== 'table') return undefined
  return ts.isStringLiteral(node.initializer) ? node.initializer : undefined
}
