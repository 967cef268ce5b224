import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'

export type Format = 'jsonl' | 'csv'

/** One line of a file: what it says, or why it cannot be read. */
export interface FileLine {
  /** Of the file, from 1. */
  number: number
  text: string
  value?: unknown
  problem?: string
}

/** By the extension, before `.gz`; JSON Lines where that says nothing. */
export function formatOf(file: string): Format {
  return /\.csv(\.gz)?$/i.test(file) ? 'csv' : 'jsonl'
}

/** The bytes of a file, or of the standard input for `-`. `onBytes` counts them as they are on the disk. */
export function openFile(file: string, onBytes: (count: number) => void): Readable {
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

async function* readJsonLines(source: Readable): AsyncGenerator<FileLine> {
  let number = 0
  let failure: Error | undefined
  const lines = createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })
  // It would take the end of a file that cannot be read on for the end of the file.
  source.once('error', (error) => {
    failure = error
    lines.close()
  })
  for await (const text of lines) {
    number += 1
    if (text.trim() !== '') yield { number, text, ...parseJson(text) }
  }
  if (failure) throw failure
}

function parseJson(text: string): Pick<FileLine, 'value' | 'problem'> {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) }
  } catch (error) {
    return { problem: `Not JSON: ${(error as Error).message}` }
  }
}

interface CsvRecord {
  record: Record<string, string>
  info: { lines: number; error?: Error }
  raw: string
}

async function* readCsv(source: Readable): AsyncGenerator<FileLine> {
  const parser = parse({
    bom: true,
    columns: true,
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
  })
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  for await (const { record, info, raw } of parser as AsyncIterable<CsvRecord>) {
    const line = { number: info.lines, text: raw.replace(/\r?\n$/, '') }
    yield info.error ? { ...line, problem: info.error.message } : { ...line, value: record }
  }
}
