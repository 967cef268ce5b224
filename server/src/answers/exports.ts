import { Readable } from 'node:stream'
import { csvLine } from '@swath/contract/csv'
import { SwathError } from '@swath/contract/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { timestamp } from '../platform/clock.ts'

export const media_types = {
  json: 'application/json',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
  pdf: 'application/pdf',
  ubl: 'application/xml',
} as const
export type Format = keyof typeof media_types

/** `decimal` has six places; a `date` is a day of UTC. */
export interface Column<Row> {
  name: keyof Row & string
  type: 'text' | 'integer' | 'decimal' | 'time' | 'date'
}

/**
 * The format that a request asks for by `?format=`, else by `Accept`; the first of `offered` when it does not care.
 * @throws SwathError `not_acceptable`
 */
export function chooseFormat<F extends Format>(
  { headers }: Pick<FastifyRequest, 'headers'>,
  format: F | undefined,
  offered: readonly [F, ...F[]],
): F {
  if (format !== undefined) return format
  const types = offered.map((one) => ({ format: one, media_type: media_types[one] }))
  return acceptedOf(headers.accept, types).format
}

/** The first of what is offered that an `Accept` prefers. @throws SwathError `not_acceptable` */
export function acceptedOf<Offer extends { media_type: string }>(
  accept: string | undefined,
  offered: readonly Offer[],
): Offer {
  for (const range of acceptedRanges(accept ?? '*/*')) {
    const found = offered.find(({ media_type }) => isInRange(media_type, range))
    if (found !== undefined) return found
  }
  const types = offered.map(({ media_type }) => media_type).join(', ')
  throw new SwathError('not_acceptable', `Accept names none of ${types}; ?format= chooses as well`)
}

/** The media ranges of an `Accept`, the preferred first. */
function acceptedRanges(accept: string): string[] {
  const ranges = accept.split(',').map((item) => {
    const [range = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase())
    const q = parameters.find((one) => one.startsWith('q='))
    return { range, q: q === undefined ? 1 : Number(q.slice(2)) }
  })
  return ranges
    .filter(({ q }) => q > 0)
    .sort((one, other) => other.q - one.q)
    .map(({ range }) => range)
}

function isInRange(media_type: string, range: string): boolean {
  return range === '*/*' || range === media_type || range === `${media_type.split('/')[0]}/*`
}

/** Sends rows as a file, batch by batch, as fast as the client reads. What the client does not wait for is not read. */
export function sendRows<Row>(
  reply: FastifyReply,
  format: Exclude<Format, 'pdf' | 'ubl'>,
  name: string,
  columns: readonly Column<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): Readable {
  sendAs(reply, format, name)
  const chunks = writers[format](columns as readonly Column<never>[], batches as AsyncIterable<never[]>)
  return Readable.from(format === 'csv' && isForPeople(reply.request) ? behindMark(chunks) : chunks)
}

/** A program says in `Accept` what it reads; `?format=` is in links, which people follow and open in a spreadsheet. */
function isForPeople({ query }: FastifyRequest): boolean {
  return (query as { format?: Format }).format !== undefined
}

/** Excel takes a text for UTF-8 only behind this mark. */
async function* behindMark(chunks: AsyncIterable<string | Uint8Array>) {
  yield '\ufeff'
  yield* chunks
}

/** For what is there as a whole. */
export async function* inOneBatch<Row>(rows: readonly Row[]) {
  if (rows.length > 0) yield rows
}

/** The headers of an answer that is to be kept as a file. */
export function sendAs(reply: FastifyReply, format: Format, name: string) {
  const charset = format === 'csv' ? '; charset=utf-8; header=present' : ''
  const extension = format === 'ubl' ? 'xml' : format
  reply.headers({
    'content-type': media_types[format] + charset,
    'content-disposition': `attachment; filename="${name}.${extension}"`,
    'cache-control': 'private, no-cache',
  })
}

const writers = { json: jsonChunks, csv: csvChunks, parquet: parquetChunks }

type Rows = AsyncIterable<readonly Record<string, unknown>[]>
type Columns = readonly { name: string; type: Column<unknown>['type'] }[]

async function* jsonChunks(columns: Columns, batches: Rows) {
  let before = '{"results":['
  for await (const rows of batches) {
    for (const row of rows) {
      const written = columns.map((column) => [column.name, plainValue(column, row)])
      yield before + JSON.stringify(Object.fromEntries(written))
      before = ','
    }
  }
  yield before === ',' ? ']}' : `${before}]}`
}

async function* csvChunks(columns: Columns, batches: Rows) {
  yield csvLine(columns.map(({ name }) => name))
  for await (const rows of batches) {
    yield rows.map((row) => csvLine(columns.map((column) => plainValue(column, row)))).join('')
  }
}

function plainValue({ name, type }: Columns[number], row: Record<string, unknown>): string | number | null {
  const value = row[name] ?? null
  if (!(value instanceof Date)) return value as string | number | null
  return type === 'date' ? value.toISOString().slice(0, 10) : timestamp(value)
}

/** A row group for each batch. */
async function* parquetChunks(columns: Columns, batches: Rows) {
  const writer = new ByteWriter()
  const root = { name: 'root', num_children: columns.length }
  const schema = columns.map(({ name, type }) => ({
    name,
    repetition_type: 'OPTIONAL' as const,
    ...stored_as[type],
  }))
  const file = new ParquetWriter({ writer, schema: [root, ...schema], createdBy: 'Swath' })
  for await (const rows of batches) {
    const columnData = columns.map(({ name, type }) => ({
      name,
      data: rows.map((row) => stored(type, row[name])),
    }))
    await file.write({ columnData, rowGroupSize: rows.length })
    yield take(writer)
  }
  await file.finish()
  yield take(writer)
}

const stored_as = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  decimal: { type: 'INT64', converted_type: 'DECIMAL', scale: 6, precision: 18 },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MICROS' },
  date: { type: 'INT32', converted_type: 'DATE' },
} as const

function stored(type: Column<unknown>['type'], value: unknown) {
  return type === 'integer' && typeof value === 'number' ? BigInt(value) : (value ?? null)
}

/** The bytes that were written since the last time. */
function take(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice()
  writer.index = 0
  return bytes
}
