// The examples of the public functions, as programs: they are taken from the comments, type-checked and run.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'

const source = import.meta.dirname
/** Below the repository, so that `@swath/client` means what it means to others. */
const folder = path.join(source, '../../.cache/examples')
/** Files whose exports are for other files of the client only. */
const inner = [
  'account',
  'errors',
  'factors',
  'halves',
  'http',
  'pages',
  'pause',
  'query',
  'retry',
  'rotate',
  'session',
  'sse',
  'wait',
].map((name) => `${name}.ts`)

export interface PublicFunction {
  /** `orders.place`, by the file and the function. */
  name: string
  example: string | undefined
}

/** Every method and function of the client that others may call. */
export function publicFunctions(): PublicFunction[] {
  return readdirSync(source)
    .filter((file) => file.endsWith('.ts') && !/[.](test|testing)[.]ts$/.test(file) && !inner.includes(file))
    .flatMap((file) => functionsIn(file))
}

function functionsIn(file: string): PublicFunction[] {
  const text = readFileSync(path.join(source, file), 'utf8')
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const named = (node: ts.Node, name: string): PublicFunction => ({
    name: `${file.replace('.ts', '')}.${name}`,
    example: exampleOf(node),
  })
  return tree.statements.flatMap((node) => {
    if (!isExported(node)) return []
    if (ts.isFunctionDeclaration(node)) return [named(node, node.name!.text)]
    if (!ts.isClassDeclaration(node) || /Error$/.test(node.name!.text)) return []
    const methods = node.members
      .filter((member) => ts.isMethodDeclaration(member))
      .flatMap((member) => (ts.isIdentifier(member.name) ? [named(member, member.name.text)] : []))
    // A class that others make themselves says how.
    return node.name!.text === 'SwathClient' ? [named(node, 'SwathClient'), ...methods] : methods
  })
}

function isExported(node: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
}

function exampleOf(node: ts.Node): string | undefined {
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === 'example')
  return tag && ts.getTextOfJSDocComment(tag.comment)
}

/** The same of the guide: the blocks that are TypeScript. */
export function examplesOfGuide(page: string): PublicFunction[] {
  const text = readFileSync(path.join(source, '../../docs/guides', page), 'utf8')
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)]
  return blocks.map(([, example], at) => ({ name: `${page} ${at + 1}`, example: example!.trimEnd() }))
}

/** Writes each example as a module, whose default export runs it with what `Given` names. @returns their files */
export function writeExamples(functions: readonly PublicFunction[]): Map<string, string> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return new Map(
    functions.map(({ name, example = '' }) => {
      const file = path.join(folder, `${name}.ts`)
      writeFileSync(file, moduleOf(example))
      return [name, file]
    }),
  )
}

function moduleOf(example: string): string {
  const lines = example.split('\n')
  const imports = lines.filter((line) => line.startsWith('import '))
  const body = lines.filter((line) => !line.startsWith('import '))
  const given = given_names.filter((name) => new RegExp(`\\b${name}\\b`).test(body.join('\n')))
  return [
    ...imports,
    `import type { Given } from '@swath/client/examples.testing'`,
    `export default async ({ ${given.join(', ')} }: Given, console: Pick<Console, 'log' | 'error'>) => {`,
    // A block of its own, in which names may be given anew.
    ...['{', ...body, '}'].map((line) => `  ${line}`),
    '}',
    '',
  ].join('\n')
}

/** The names that the examples take for granted. */
export interface Given {
  swath: import('./client.ts').SwathClient
  /** The same for an operator. */
  operator: import('./client.ts').SwathClient
  url: string
  client_id: string
  client_secret: string
  contract_id: string
  point: import('./orders.ts').NewOrder
  /** An order that was fulfilled, one of its captures and one of its deliverables. */
  order_id: string
  capture_id: string
  deliverable_id: string
  /** Its first event. */
  event: import('@swath/contract/events').Event
  /** The secret of a webhook, and a receiver that knows it. */
  secret: string
  receiver_url: string
  /** A folder in which files may be written. */
  folder: string
}

const given_names: readonly (keyof Given)[] = [
  'swath',
  'operator',
  'url',
  'client_id',
  'client_secret',
  'contract_id',
  'point',
  'order_id',
  'capture_id',
  'deliverable_id',
  'event',
  'secret',
  'receiver_url',
  'folder',
]

/** The complaints of the compiler about the files, with the settings of the repository. */
export function typeErrors(files: readonly string[]): string[] {
  const config = path.join(source, '../../tsconfig.json')
  const { config: json } = ts.readConfigFile(config, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(json, ts.sys, path.dirname(config))
  const program = ts.createProgram(files, options)
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    )
}

/** Runs an example, and compares what it writes where the example says what that is: `// -> fulfilled`. */
export async function runExample(
  file: string,
  given: Given,
): Promise<{ said: string[]; expected: string[] }> {
  const module = (await import(pathToFileURL(file).href)) as {
    default(given: Given, console: Pick<Console, 'log' | 'error'>): Promise<void>
  }
  const said: string[] = []
  await module.default(given, {
    log: (...values) => void said.push(values.map(String).join(' ')),
    error: () => undefined,
  })
  const lines = readFileSync(file, 'utf8').split('\n')
  const logging = lines.filter((line) => line.includes('console.log('))
  const expected = logging.map((line) => line.split('// -> ')[1])
  const is_told = expected.some((one) => one !== undefined)
  // Lines of a loop cannot be matched one to one; those examples make no promise about what they write.
  return is_told
    ? {
        said: said.filter((_, index) => expected[index] !== undefined),
        expected: expected.filter((one) => one !== undefined),
      }
    : { said: [], expected: [] }
}
