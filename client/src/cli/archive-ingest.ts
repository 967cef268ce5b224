import { createHash } from 'node:crypto'
import { createWriteStream, statSync, type WriteStream } from 'node:fs'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import type { Archive } from '../archive.ts'
import { withServerHrefs } from './archive-assets.ts'
import { type FoundItem, filesOf, ItemFiles } from './archive-files.ts'
import { note } from './output.ts'
import { progressBar } from './progress.ts'
import { type Counts, forgetPlace, readPlace, writePlace } from './sidecar.ts'

export interface IngestFlags {
  url?: string
  collection: string
  archiveDir?: string
  dryRun?: boolean
  report?: string
  batch: number
  resume?: boolean
}

/** The server takes 4 MiB in one request. */
const max_batch_chars = 3_000_000

/** Files on their way to the server, batch by batch. */
export class Ingest {
  #archive: Archive
  #flags: IngestFlags
  #files: string[]
  #archive_dir: string
  /** Beside which the place is kept. */
  #first: string
  #counts: Counts = { created: 0, updated: 0, unchanged: 0, refused: 0 }
  #done = 0
  #job: string
  #report: WriteStream | undefined

  constructor(archive: Archive, paths: readonly string[], flags: IngestFlags) {
    this.#archive = archive
    this.#flags = flags
    this.#files = filesOf(paths)
    this.#first = path.resolve(paths[0]!)
    const is_folder = statSync(this.#first).isDirectory()
    this.#archive_dir = flags.archiveDir ?? (is_folder ? this.#first : path.dirname(this.#first))
    this.#job = jobOf(this.#files, this.#archive_dir, flags)
  }

  async run(): Promise<Counts> {
    const skip = await this.#resume()
    const { report } = this.#flags
    if (report) this.#report = createWriteStream(report, { flags: skip > 0 ? 'a' : 'w' })
    const bar = progressBar(this.#files.reduce((sum, file) => sum + statSync(file).size, 0))
    const reader = new ItemFiles(bar.addBytes)
    try {
      for await (const batch of this.#batches(reader, skip)) {
        await this.#send(batch)
        bar.update(this.#counts)
      }
    } finally {
      bar.stop()
      if (this.#report) await finished(this.#report.end())
    }
    await forgetPlace(this.#first)
    this.#tellOthers(reader.other_files)
    if (Object.values(this.#counts).every((count) => count === 0)) throw new Error('There is no STAC item')
    return this.#counts
  }

  async *#batches(reader: ItemFiles, skip: number): AsyncGenerator<FoundItem[]> {
    let batch: FoundItem[] = []
    let chars = 0
    let number = 0
    for await (const found of reader.read(this.#files)) {
      if (++number <= skip) continue
      batch.push(found)
      chars += found.value === undefined ? 0 : JSON.stringify(found.value).length
      if (batch.length < this.#flags.batch && chars < max_batch_chars) continue
      yield batch
      batch = []
      chars = 0
    }
    if (batch.length > 0) yield batch
  }

  /** @returns how many items are known to have been acknowledged */
  async #resume(): Promise<number> {
    if (!this.#flags.resume) return 0
    const place = await readPlace(this.#first, this.#job)
    if (place) this.#counts = place.counts
    this.#done = place?.line ?? 0
    return this.#done
  }

  async #send(batch: readonly FoundItem[]): Promise<void> {
    const { collection, dryRun: dry_run = false } = this.#flags
    const good: { found: FoundItem; item: object }[] = []
    for (const found of batch) {
      const item = this.#prepare(found)
      if (item) good.push({ found, item })
    }
    const items = good.map(({ item }) => item)
    const results = items.length > 0 ? await this.#archive.put({ collection, dry_run }, items) : []
    for (const [index, { result, problems }] of results.entries()) {
      if (result === 'refused') this.#refuse(good[index]!.found, problems)
      else this.#counts[result] += 1
    }
    this.#done += batch.length
    if (!dry_run) await writePlace(this.#first, { job: this.#job, line: this.#done, counts: this.#counts })
  }

  /** The item as the server may take it; undefined when it is refused here. */
  #prepare(found: FoundItem): object | undefined {
    if (found.problem !== undefined) {
      this.#refuse(found, [{ pointer: '', code: 'unreadable', message: found.problem }])
      return undefined
    }
    const { item, problems } = withServerHrefs(
      found.value as Record<string, unknown>,
      found.file,
      this.#archive_dir,
    )
    if (problems.length === 0) return item
    this.#refuse(found, problems)
    return undefined
  }

  #refuse({ file, index, value }: FoundItem, problems: unknown) {
    this.#counts.refused += 1
    const id = (value as { id?: unknown } | undefined)?.id ?? null
    this.#report?.write(`${JSON.stringify({ file, index, id, problems })}\n`)
  }

  /** Folders may well hold JSON of other kinds; nobody should believe that it was ingested. */
  #tellOthers(files: readonly string[]) {
    if (files.length === 0) return
    const more = files.length > 1 ? ` and ${files.length - 1} more` : ''
    note(`Not STAC, and left out: ${files[0]}${more}`)
  }
}

/** Changed files, or another goal, are another job. */
function jobOf(files: readonly string[], archive_dir: string, { collection, url }: IngestFlags): string {
  const versions = files.map((file) => [file, statSync(file).size, statSync(file).mtimeMs])
  const told = JSON.stringify([collection, url, archive_dir, versions])
  return createHash('sha256').update(told).digest('hex')
}
