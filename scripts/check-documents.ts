// The check that documents are true: the paths and endpoints that they name are there, their links lead
// somewhere, every picture is shown by one of them, and ARCHITECTURE.md has every folder of the server, and the events and jobs of reactions.ts.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

const ARCHITECTURE = 'ARCHITECTURE.md'
const SERVER = 'server/src/'
const OPENAPI = 'docs/openapi.json'
const PICTURES = 'docs/images/'
const REACTIONS = 'server/src/reactions.ts'
/** A file name that so many folders of the server have is one of those that a reader has to know. */
const FREQUENT = 5
/** A test that a document names as what shows something: its file, and the sentence that is its name. */
const NAMED_TEST = /`([\w./-]+\.test\.tsx?)`: ([^|]+?)\s*(?:\||$)/g

interface Document {
  file: string
  lines: string[]
}
interface Repository {
  root: string
  /** Without what is installed or made. */
  files: string[]
  /** Events, each with the jobs that follow it. */
  reactions: Map<string, string[]>
  jobs: Set<string>
  /** Such as `GET /v2/orders/{}`. */
  endpoints: Set<string>
}

/** Everything that documents in the checkout at `root` tell wrongly, as lines for people. */
export function checkDocuments(root: string): string[] {
  const repository = look(root)
  const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root })
    .sort()
    .map((file) => read(root, file))
  const architecture = documents.filter(({ file }) => file === ARCHITECTURE)
  return [
    ...documents.flatMap((document) => everyLine(document, (line) => lostLinks(repository, document, line))),
    ...documents.map(withCodeOnly).flatMap((code) => everyLine(code, (line) => lostPaths(repository, line))),
    ...unshownPictures(repository, documents),
    ...documents.flatMap((document) => everyLine(document, (line) => lostEvents(repository, line))),
    ...documents.flatMap((document) => everyLine(document, (line) => lostEndpoints(repository, line))),
    ...documents.flatMap((document) => everyLine(document, (line) => lostTests(repository, line))),
    ...architecture.flatMap((document) => everyLine(document, (line) => lostJobs(repository, line))),
    ...architecture.flatMap((document) => everyLine(document, (line) => otherJobs(repository, line))),
    ...architecture.flatMap((document) => lostBranches(repository, document)),
    ...architecture.flatMap((document) => unshownFolders(repository, document)),
    ...architecture.flatMap((document) => unsaidNames(repository, document)),
  ]
}

function look(root: string): Repository {
  const exclude = ['**/node_modules', '**/dist', 'data']
  const files = globSync('**/*', { cwd: root, exclude, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  const choreography = readFileSync(join(root, REACTIONS), 'utf8')
  const reactions = [...choreography.matchAll(/^ {2}([A-Z]\w+): \[([^\]]*)\]/gm)]
  return {
    root,
    files,
    reactions: new Map(reactions.map(([, event, jobs]) => [event!, jobNames(jobs!)])),
    jobs: new Set(jobNames(choreography)),
    endpoints: endpointsIn(readFileSync(join(root, OPENAPI), 'utf8')),
  }
}

function endpointsIn(openapi: string): Set<string> {
  const { paths } = JSON.parse(openapi) as { paths: Record<string, Record<string, unknown>> }
  const named = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => withoutNames(`${method.toUpperCase()} ${path}`)),
  )
  return new Set(named)
}

/** The name of a parameter, or a slash at the end, makes no other endpoint. */
function withoutNames(endpoint: string): string {
  return endpoint.replace(/\{\w+\}/g, '{}').replace(/(?<=\w|\})\/$/, '')
}

function jobNames(text: string): string[] {
  return [...text.matchAll(/'([a-z]+\.[a-z_]+)'/g)].map(([, job]) => job!)
}

function read(root: string, file: string): Document {
  return { file, lines: readFileSync(join(root, file), 'utf8').split('\n') }
}

function everyLine({ file, lines }: Document, wrongIn: (line: string) => string[]): string[] {
  return lines.flatMap((line, index) => wrongIn(line).map((wrong) => `${file}:${index + 1} ${wrong}`))
}

function lostTests({ root, files }: Repository, line: string): string[] {
  return [...line.matchAll(NAMED_TEST)]
    .filter(
      ([, file, name]) => files.includes(file!) && !readFileSync(join(root, file!), 'utf8').includes(name!),
    )
    .map(([, file, name]) => `names the test "${name}", which ${file} does not have`)
}

/** Keeps blocks without a language, and backticks elsewhere; blocks of a language are programs of readers. */
function withCodeOnly({ file, lines }: Document): Document {
  let block: string | undefined
  return {
    file,
    lines: lines.map((line) => {
      const fence = /^\s*```(.*)$/.exec(line)
      if (fence) block = block === undefined ? fence[1]!.trim() : undefined
      if (fence || block) return ''
      return block === '' ? line : [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => code).join('\n')
    }),
  }
}

const WORD = /(?<![\w@:/{}$~.-])[\w.<>*-]+(?:\/[\w.<>*-]+)*\/?/g
const SOURCE = /\.(tsx?|sql|mjs|cjs)$/

function lostPaths(repository: Repository, line: string): string[] {
  const folders = new Set(repository.files.map((file) => file.split('/')[0]!))
  const isOurs = (word: string) =>
    SOURCE.test(word) || (word.includes('/') && folders.has(word.split('/')[0]!))
  return words(line)
    .filter((word) => isOurs(word) && !isThere(repository, word))
    .map((word) => `names ${word}, which is not there`)
}

function words(line: string): string[] {
  return [...line.matchAll(WORD)].map(([word]) => word)
}

/** A path from the root of the repository or from a folder in it, which may have `*` and `<what>` for any name. */
function isThere({ root, files }: Repository, path: string, folder = ''): boolean {
  if (folder === '' && existsSync(join(root, path))) return true
  const name = path
    .split(/<\w+>|\*/)
    .map(RegExp.escape)
    .join('[^/]*')
  const pattern = new RegExp(`^${RegExp.escape(folder)}(.*/)?${name}${path.endsWith('/') ? '' : '$'}`)
  return files.some((file) => pattern.test(file))
}

function lostLinks({ root }: Repository, { file }: Document, line: string): string[] {
  return [...line.matchAll(/\]\(([^)\s]+)\)|(?:href|src)="([^"]+)"/g)]
    .map(([, target, attribute]) => (target ?? attribute)!)
    .filter((target) => !/^\w+:/.test(target))
    .flatMap((target) => {
      const [path, anchor] = target.split('#')
      const goal = path === '' ? file : normalize(join(dirname(file), path!))
      if (!existsSync(join(root, goal))) return [`links to ${target}, which is not there`]
      if (anchor && !anchors(read(root, goal)).includes(anchor))
        return [`links to ${target}: no heading is called so`]
      return []
    })
}

/** A picture that no document shows grows old without being noticed. */
function unshownPictures({ files }: Repository, documents: Document[]): string[] {
  const text = documents.flatMap(({ lines }) => lines).join('\n')
  return files
    .filter((file) => file.startsWith(PICTURES) && !text.includes(file.slice(PICTURES.length)))
    .map((file) => `${file} is shown by no document`)
}

/** As GitHub makes them of headings, and those that are set. */
function anchors({ lines }: Document): string[] {
  const headings = lines.filter((line) => /^#+ /.test(line)).map((line) => line.replace(/^#+ /, ''))
  const made = headings.map((text) =>
    text
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
  return [...made, ...[...lines.join('\n').matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id!)]
}

function lostEvents({ reactions }: Repository, line: string): string[] {
  const events = line.match(/\b(Order|Capture|Deliverable|Delivery)([A-Z]\w*)?(ed|ing|Ready)\b/g) ?? []
  return events
    .filter((event) => !reactions.has(event))
    .map((event) => `tells of ${event}, which is no event (${REACTIONS})`)
}

function lostEndpoints({ endpoints }: Repository, line: string): string[] {
  const named = line.match(/\b(GET|POST|PUT|PATCH|DELETE) \/[\w/{}-]*/g) ?? []
  const first = (endpoint: string) => endpoint.split('/')[1]
  const ours = new Set([...endpoints].map(first))
  return named
    .filter((endpoint) => ours.has(first(endpoint)) && !endpoints.has(withoutNames(endpoint)))
    .map((endpoint) => `tells of ${endpoint}, which is no endpoint (${OPENAPI})`)
}

function lostJobs({ jobs }: Repository, line: string): string[] {
  const nouns = [...new Set([...jobs].map((job) => job.split('.')[0]))].join('|')
  const named = line.match(new RegExp(`\\b(${nouns})\\.(?!ts\\b)[a-z_]+\\b(?!\\()`, 'g')) ?? []
  return named.filter((job) => !jobs.has(job)).map((job) => `tells of ${job}, which is no job (${REACTIONS})`)
}

/** Behind `Event -> job, job`, those that do not follow that event. */
function otherJobs({ reactions, jobs }: Repository, line: string): string[] {
  const [, event = '', followers = ''] = /(\w+)\s+->\s+([\w., ]+)/.exec(line) ?? []
  const following = reactions.get(event) ?? []
  return (followers.match(/\w+\.\w+/g) ?? [])
    .filter((job) => reactions.has(event) && jobs.has(job) && !following.includes(job))
    .map((job) => `tells that ${job} follows ${event}, which it does not (${REACTIONS})`)
}

/** The entries of the tree, each with its folder: folders are at the margin. The tree is the first block. */
function treeOf({ lines }: Document): { word: string; folder: string; line: number }[] {
  const begin = lines.indexOf('```') + 1
  const tree = lines.slice(begin, lines.indexOf('```', begin))
  let folder = ''
  return tree.flatMap((line, index) => {
    if (/^\S/.test(line)) folder = words(line)[0]!
    const shown = words(line).filter((word) => word.endsWith('/') || SOURCE.test(word))
    return shown.map((word) => ({ word, folder, line: begin + index + 1 }))
  })
}

function lostBranches(repository: Repository, document: Document): string[] {
  return treeOf(document)
    .filter(({ word, folder }) => word !== folder && /^\w/.test(word) && !isThere(repository, word, folder))
    .map(
      ({ word, folder, line }) => `${document.file}:${line} shows ${word} in ${folder}, which is not there`,
    )
}

function unshownFolders(repository: Repository, document: Document): string[] {
  const shown = treeOf(document).flatMap(({ word, folder }) => (folder === SERVER ? [word] : []))
  const folders = new Set(inFoldersOfServer(repository).map(([folder]) => `${folder}/`))
  return [...folders]
    .filter((folder) => !shown.includes(folder))
    .map((folder) => `${document.file}:1 does not show ${SERVER}${folder}`)
}

/** The table says of each name that many folders of the server have what is in such a file. */
function unsaidNames(repository: Repository, { file, lines }: Document): string[] {
  const names = inFoldersOfServer(repository).flatMap(([, name, ...more]) =>
    more.length === 0 ? [name!] : [],
  )
  return [...Map.groupBy(names, (name) => name)]
    .filter(([name, folders]) => folders.length >= FREQUENT && !name.endsWith('.test.ts'))
    .filter(([name]) => !lines.some((line) => line.startsWith(`| \`${name}\` |`)))
    .map(
      ([name, folders]) => `${file}:1 does not say what ${name} does, which ${folders.length} folders have`,
    )
}

function inFoldersOfServer({ files }: Repository): string[][] {
  return files
    .filter((file) => file.startsWith(SERVER))
    .map((file) => file.slice(SERVER.length).split('/'))
    .filter(({ length }) => length > 1)
}

if (import.meta.main) {
  const complaints = checkDocuments(join(import.meta.dirname, '..'))
  for (const complaint of complaints) console.error(complaint)
  process.exitCode = complaints.length > 0 ? 1 : 0
}
