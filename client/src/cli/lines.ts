import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import { readUtf8, toUtf8 } from './text.ts'

export type Format = 'jsonl' | 'csv'

/** One line of a file: what it says, or why it cannot be read. */
export interface FileLine {
  /** The place in the file, from 1. */
  number: number
  text: string
  value?: unknown
  problem?: string
  /** The text cannot be known, because the file is in another encoding than was said. */
  is_undecodable?: true
}

/** By the extension, before `.gz`; JSON Lines where that says nothing. */
export function formatOf(file: string): Format {
  return /\.csv(\.gz)?$/i.test(file) ? 'csv' : 'jsonl'
}

/** The text of a file, or of the standard input for `-`, in UTF-8. `onBytes` counts its bytes on the disk. */
export function openFile(file: string, onBytes: (count: number) => void, encoding?: string): Readable {
  const bytes = openBytes(file, onBytes)
  return encoding === undefined ? bytes : Readable.from(toUtf8(bytes, encoding), { objectMode: false })
}

function openBytes(file: string, onBytes: (count: number) => void): Readable {
  const raw: Readable = file === '-' ? process.stdin : createReadStream(file)
  raw.on('data', (chunk: Buffer) => onBytes(chunk.length))
  if (!/\.gz$/i.test(file)) return raw
  const unpacked = createGunzip()
  raw.on('error', (error) => unpacked.destroy(error))
  return raw.pipe(unpacked)
}

export function readLines(source: Readable, format: Format): AsyncIterable<FileLine> {
  return format === 'csv' ? readCsv(source) : readJsonLines(source)
}

// Bytes are taken for Latin 1, which has a letter for each of them, until it is known where a line ends.
const as_bytes = 'latin1'
const bytesOf = (text: string) => Buffer.from(text, as_bytes)

async function* readJsonLines(source: Readable): AsyncGenerator<FileLine> {
  let number = 0
  let failure: Error | undefined
  const lines = createInterface({
    input: source.setEncoding(as_bytes),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  // It would take the end of a file that cannot be read on for the end of the file.
  source.once('error', (error) => {
    failure = error
    lines.close()
  })
  for await (const text of lines) {
    number += 1
    if (text.trim() !== '') yield readLine(number, text, parseJson)
  }
  if (failure) throw failure
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`Not JSON: ${(error as Error).message}`, { cause: error })
  }
}

function readLine(number: number, raw: string, read: (text: string) => unknown): FileLine {
  const bytes = bytesOf(raw)
  const line = { number, text: bytes.toString() }
  try {
    line.text = readUtf8(bytes)
  } catch (error) {
    return { ...line, problem: (error as Error).message, is_undecodable: true }
  }
  try {
    return { ...line, value: read(line.text) }
  } catch (error) {
    return { ...line, problem: (error as Error).message }
  }
}

interface CsvRecord {
  record: Record<string, string>
  info: { lines: number; error?: Error }
  raw: string
}

async function* readCsv(source: Readable): AsyncGenerator<FileLine> {
  const parser = parse({
    encoding: as_bytes,
    columns: (names: string[]) => names.map((name) => readUtf8(bytesOf(name))),
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
  })
  const unmarked = Readable.from(withoutMark(source), { objectMode: false })
  unmarked.on('error', (error) => parser.destroy(error))
  unmarked.pipe(parser)
  for await (const { record, info, raw } of parser as AsyncIterable<CsvRecord>) {
    yield readLine(info.lines, raw.replace(/\r?\n$/, ''), () => {
      if (info.error) throw info.error
      return Object.fromEntries(
        Object.entries(record).map(([name, value]) => [name, readUtf8(bytesOf(value))]),
      )
    })
  }
}

/** A byte order mark would become part of the first name. */
async function* withoutMark(source: Readable): AsyncGenerator<Buffer> {
  let is_first = true
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const has_mark = is_first && chunk.subarray(0, 3).equals(Buffer.from('\uFEFF'))
    is_first = false
    yield has_mark ? chunk.subarray(3) : chunk
  }
}
