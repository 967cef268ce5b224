// The rules about source files that no other tool checks: who imports whom (.dependency-cruiser.cjs),
// who writes which table (check-tables.ts), who reads the process's surroundings, who tells products apart, and how
// long a file may be. Prints file:line and a sentence.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { tablesOfOthers } from './check-tables.ts'
import { writesPastOverwrite } from './check-test-writes.ts'

const MAX_LINES = 400
const SURROUNDINGS = [
  { pattern: /\bprocess\.argv\b/, reader: 'server/src/main.ts' },
  { pattern: /\bprocess\.env\b/, reader: 'server/src/config.ts' },
  // The test that nobody calls another machine in a transaction finds this reader.
  { pattern: /(?<!async )(?<![.\w#])fetch\(/, reader: 'server/src/outbound/outbound.ts' },
]

/** Everything that is wrong in the checkout at `root`, as lines for people. */
export async function checkSources(root: string): Promise<string[]> {
  const files = sourcesIn(
    root,
    'contract,places,server,client,imagery,orbits,climate,planner,simulator,console',
  )
  const tools = sourcesIn(root, 'scripts,bench,conformance')
  const texts = files.map((file) => readText(root, file))
  const statements = globSync('server/src/**/*.sql', { cwd: root }).map((file) => readText(root, file))
  return [
    ...(await importsAgainstTheRules(root, [...files, ...tools])),
    ...tablesOfOthers([...texts, ...statements].filter(({ file }) => file.startsWith('server/src/'))),
    ...writesPastOverwrite(
      texts,
      globSync('server/test/**/*.ts', { cwd: root }).map((file) => readText(root, file)),
    ),
    ...texts.flatMap(readsOfSurroundings),
    ...productsToldApart(root, [...texts, ...statements]),
    ...texts.flatMap(overlongFile),
    ...texts.flatMap(clausesAsComments),
    ...texts.flatMap(columnsByHand),
  ]
}

function sourcesIn(root: string, folders: string): string[] {
  return globSync(`{${folders}}/**/*.{ts,tsx}`, {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.{test,testing}.ts', '**/test/**'],
  }).sort()
}

type Text = { file: string; text: string; lines: string[] }

function readText(root: string, file: string): Text {
  const text = readFileSync(join(root, file), 'utf8')
  return { file, text, lines: text.split('\n') }
}

const PRODUCTS = 'contract/src/products'
/** Rows of the catalogue; the schema as it once was; and which class the products that were there became. */
const MAY_NAME_PRODUCTS = [
  'server/src/catalog/demo.ts',
  'server/src/migrations/0001_baseline.sql',
  'server/src/migrations/0142_priority_classes.sql',
]

/**
 * A SKU, a code or a part of one that stands alone in quotes is there to be compared; in sentences and examples it is
 * not.
 */
function productsToldApart(root: string, texts: readonly Text[]): string[] {
  const codes = globSync(`${PRODUCTS}/??????.ts`, { cwd: root }).map((file) => basename(file, '.ts'))
  if (codes.length === 0) return []
  const families = [...new Set(codes.map((code) => code.slice(0, 3)))].join('|').toUpperCase()
  const compared = new RegExp(`(['"\`]){?(${families})[^\\s'"\`]*\\1|\\bsku\\s+(not\\s+)?(i?like|similar|~)`)
  return texts
    .filter(({ file }) => !file.startsWith(`${PRODUCTS}/`) && !MAY_NAME_PRODUCTS.includes(file))
    .flatMap(({ file, lines }) =>
      lines.flatMap((line, index) =>
        compared.test(line) && !isComment(line) && !line.includes('examples:')
          ? [
              `${file}:${index + 1} tells products apart: what makes one differ from others is in ${PRODUCTS}/`,
            ]
          : [],
      ),
    )
}

/** Comments are sentences with a subject; one that begins with such a word seldom is. */
function clausesAsComments({ file, lines }: Text): string[] {
  if (file.startsWith('server/src/migrations/')) return []
  return lines.flatMap((line, index) => {
    const word = /^\s*(?:\/\/|\/\*\*) (What|Of|Where|How|Whoever)\b/.exec(line)?.[1]
    const goes_on = /^\s*\/\//.test(line) && /^\s*\/\//.test(lines[index - 1] ?? '')
    if (word === undefined || goes_on) return []
    return [
      `${file}:${index + 1} has a comment that begins with "${word}": say it in a sentence with a subject`,
    ]
  })
}

/** A renamed column is a compile error only where the list of what an update sets is made of the types of the table. */
function columnsByHand({ file, lines }: Text): string[] {
  if (!file.startsWith('server/src/') || file.startsWith('server/src/migrations/')) return []
  return lines.flatMap((line, index) =>
    /\bupdate [a-z_]+( [a-z]+)? set (?!\$)/.test(line) && !isComment(line)
      ? [`${file}:${index + 1} names columns in an update: make it with update() of database/columns.ts`]
      : [],
  )
}

function isComment(line: string): boolean {
  return /^\s*(\/\/|\/?\*|--)/.test(line)
}

function readsOfSurroundings({ file, lines }: Text): string[] {
  if (!file.startsWith('server/src/')) return []
  return SURROUNDINGS.filter(({ reader }) => reader !== file).flatMap(({ pattern, reader }) =>
    lines.flatMap((line, index) =>
      pattern.test(line) && !isComment(line)
        ? [
            `${file}:${index + 1} ${reader} is the only one that may say ${pattern.exec(line)![0]} in the server`,
          ]
        : [],
    ),
  )
}

function overlongFile({ file, lines }: Text): string[] {
  const length = lines.at(-1) === '' ? lines.length - 1 : lines.length
  if (length <= MAX_LINES || lines[0]!.startsWith('// one list:')) return []
  return [
    `${file}:${MAX_LINES + 1} has ${length} lines, above ${MAX_LINES}: divide it (or, if it is a single list, say "// one list: ..." on line 1)`,
  ]
}

async function importsAgainstTheRules(root: string, files: string[]): Promise<string[]> {
  const { cruise, config } = await loadDependencyCruiser()
  const { output } = await cruise(files, {
    ...config.options,
    ruleSet: config,
    validate: true,
    baseDir: root,
  })
  if (typeof output === 'string') throw new Error(output)
  const specifiers = new Map(
    output.modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved, module }) => [`${source} ${resolved}`, module] as const),
    ),
  )
  return output.summary.violations.map(({ from, to, rule }) => {
    const specifier = specifiers.get(`${from} ${to}`) ?? to
    return `${from}:${lineOf(join(root, from), specifier)} imports ${specifier}: ${rule.name}`
  })
}

function lineOf(path: string, specifier: string): number {
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.findIndex((line) => line.includes(`${specifier}'`)) + 1
}

async function loadDependencyCruiser() {
  const { cruise, getAvailableTranspilers } = await import('dependency-cruiser')
  // Without a parser it guesses at our files and says nothing.
  if (!getAvailableTranspilers().some(({ name, available }) => name === 'typescript' && available)) {
    throw new Error('dependency-cruiser has no parser for this version of TypeScript')
  }
  const { default: extractConfig } = await import('dependency-cruiser/config-utl/extract-depcruise-config')
  const config = await extractConfig(join(import.meta.dirname, '../.dependency-cruiser.cjs'))
  return { cruise, config }
}

if (import.meta.main) {
  const complaints = await checkSources(join(import.meta.dirname, '..'))
  for (const complaint of complaints) console.error(complaint)
  process.exitCode = complaints.length > 0 ? 1 : 0
}
