import { createHash } from 'node:crypto'
import { createWriteStream, statSync, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { type ImportKind, import_kinds } from '@swath/contract/imports'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import type { ImportOptions, Imports } from '../imports.ts'
import { type ConnectionFlags, clientOf, persistent, settingsOf, withConnection } from './connection.ts'
import { type FileLine, type Format, formatOf, openFile, readLines } from './lines.ts'
import { say } from './output.ts'
import { json } from './printable.ts'
import { progressBar } from './progress.ts'
import { type Counts, forgetPlace, readPlace, writePlace } from './sidecar.ts'

interface Flags extends ConnectionFlags {
  contract: string
  source: string
  dryRun?: boolean
  report?: string
  batch: number
  format?: Format
  encoding?: string
  resume?: boolean
  json?: boolean
}

/** The server takes 4 MiB in one request. */
const max_batch_chars = 3_000_000

export function importCommand(): Command {
  const command = new Command('import')
    .description('Represent the history of another system as orders; to run it again does no harm')
    .addArgument(new Argument('<kind>', 'what the lines are').choices(import_kinds))
    .argument('<files...>', 'JSON Lines or CSV, also packed (.gz); - for the standard input')
    .requiredOption('--contract <id>', 'contract that gets the orders')
    .requiredOption('--source <name>', 'name of the system that the lines come from')
    .option('--dry-run', 'say what would happen, and store nothing')
    .option('--report <file>', 'write every refused line there, and why')
    .option('--batch <lines>', 'lines in one request, at most 1000', wholeBatch, 500)
    .addOption(new Option('--format <format>', 'instead of the extension').choices(['jsonl', 'csv']))
    .option('--encoding <name>', 'of the file, such as windows-1252; UTF-8 unless given', knownEncoding)
    .option('--resume', 'go on behind the last line that was acknowledged')
    .option('--json', 'the summary as JSON; the default where the output is no terminal')
  return withConnection(command).action(runImport)
}

function wholeBatch(text: string): number {
  const size = Number(text)
  if (Number.isInteger(size) && size >= 1 && size <= 1000) return size
  throw new InvalidArgumentError('A whole number from 1 to 1000.')
}

function knownEncoding(name: string): string {
  try {
    return new TextDecoder(name).encoding
  } catch {
    throw new InvalidArgumentError('An encoding such as windows-1252, utf-16le or shift_jis.')
  }
}

async function runImport(kind: ImportKind, files: string[], flags: Flags): Promise<void> {
  const options = {
    contract_id: flags.contract,
    source: flags.source,
    kind,
    dry_run: flags.dryRun ?? false,
  }
  const { imports } = await clientOf(flags, persistent)
  const { url } = await settingsOf(flags)
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0 }
  for (const [at, file] of files.entries()) {
    const of_file = await new FileImport(imports, options, file, {
      ...flags,
      url: url!,
      is_next: at > 0,
    }).run()
    for (const word of Object.keys(counts) as (keyof Counts)[]) counts[word] += of_file[word]
  }
  const is_json = flags.json ?? !process.stdout.isTTY
  say(is_json ? json(counts) : table(counts, options.dry_run))
  process.exitCode = counts.refused > 0 ? 1 : 0
}

function table(counts: Counts, is_dry: boolean): string {
  const rows = Object.entries(counts).map(
    ([name, count]) => `${name.padEnd(10)} ${String(count).padStart(10)}`,
  )
  return [...rows, ...(is_dry ? ['', 'This was a dry run: nothing was stored.'] : [])].join('\n')
}

interface FileFlags extends Flags {
  /** Another file was imported before it, and has its lines in the report. */
  is_next: boolean
}

/** One file on its way to the server, batch by batch. */
class FileImport {
  #imports: Imports
  #options: ImportOptions
  #file: string
  #flags: FileFlags
  #counts: Counts = { created: 0, updated: 0, unchanged: 0, refused: 0 }
  #report: WriteStream | undefined
  #has_hinted = false

  constructor(imports: Imports, options: ImportOptions, file: string, flags: FileFlags) {
    this.#imports = imports
    this.#options = options
    this.#file = file
    this.#flags = flags
  }

  async run(): Promise<Counts> {
    const skip = await this.#resume()
    const { report, format = formatOf(this.#file), batch: size, is_next } = this.#flags
    if (report) this.#report = createWriteStream(report, { flags: skip > 0 || is_next ? 'a' : 'w' })
    const bar = progressBar(this.#file === '-' ? undefined : statSync(this.#file).size)
    let batch: FileLine[] = []
    let chars = 0
    try {
      for await (const line of readLines(this.#open(bar.addBytes), format)) {
        if (line.number <= skip) continue
        batch.push(line)
        chars += line.text.length
        if (batch.length < size && chars < max_batch_chars) continue
        await this.#send(batch)
        bar.update(this.#counts)
        batch = []
        chars = 0
      }
      if (batch.length > 0) await this.#send(batch)
    } finally {
      bar.stop()
      if (this.#report) await finished(this.#report.end())
    }
    if (this.#file !== '-') await forgetPlace(this.#file)
    return this.#counts
  }

  #open(onBytes: (count: number) => void) {
    return openFile(this.#file, onBytes, this.#flags.encoding)
  }

  /** @returns the last line that is known to have been acknowledged */
  async #resume(): Promise<number> {
    if (!this.#flags.resume || this.#file === '-') return 0
    const place = await readPlace(this.#file, this.#job())
    if (place) this.#counts = place.counts
    return place?.line ?? 0
  }

  async #send(batch: readonly FileLine[]): Promise<void> {
    const readable = batch.filter((line) => line.problem === undefined)
    const unreadable = batch.filter((line) => line.problem !== undefined)
    for (const { problem, is_undecodable, ...line } of unreadable) {
      if (is_undecodable && !this.#has_hinted) this.#hint(line.number)
      this.#refuse(line, [{ pointer: '', code: 'unreadable', message: problem }])
    }
    if (readable.length > 0) {
      const lines = readable.map((line) => line.value)
      const { results, ...told } = await this.#imports.take(this.#options, lines)
      for (const { index, problems } of results) this.#refuse(readable[index]!, problems)
      for (const word of ['created', 'updated', 'unchanged'] as const) this.#counts[word] += told[word]
    }
    if (this.#file === '-' || this.#options.dry_run) return
    const line = batch.at(-1)!.number
    await writePlace(this.#file, { job: this.#job(), line, counts: this.#counts })
  }

  /** Once: of a file in another encoding, most lines are. */
  #hint(line: number) {
    this.#has_hinted = true
    const { encoding = 'UTF-8' } = this.#flags
    console.error(`Line ${line} is not ${encoding}. Say which encoding the file has: --encoding windows-1252`)
  }

  #refuse({ number, text, value }: FileLine, problems: unknown) {
    this.#counts.refused += 1
    this.#report?.write(
      `${JSON.stringify({ file: this.#file, line: number, problems, text: value ?? text })}\n`,
    )
  }

  /** A changed file, or another goal, is another job. */
  #job(): string {
    const { size, mtimeMs } = statSync(this.#file)
    const told = JSON.stringify([this.#options, this.#flags.url, size, mtimeMs])
    return createHash('sha256').update(told).digest('hex')
  }
}
