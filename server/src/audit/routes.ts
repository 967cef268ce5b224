import { Readable } from 'node:stream'
import { AuditEntries, type AuditEntry, AuditErasure, AuditHead, EraseAudited } from '@swath/contract/audit'
import { erasing } from '@swath/contract/audit-verification'
import { all_audit_filters, audit_filters } from '@swath/contract/filters'
import { z } from 'zod'
import { type Column, sendRows } from '../answers/exports.ts'
import type { Routes } from '../http/route.ts'
import { conditionsOf, filterParameters } from '../lists/filters.ts'
import { listAnswer, listQuery } from '../lists/lists.ts'
import type { Erasure } from './erasure.ts'
import type { Sealer } from './sealer.ts'
import type { Audit } from './service.ts'

const formats = ['jsonl', 'csv'] as const
const format = z
  .enum(formats)
  .default('jsonl')
  .meta({ description: 'jsonl: a line for each entry, and at last the head, so that it can be verified' })
const json_lines = 'application/jsonl'

interface Read {
  audit: Audit
  sealer: Sealer
  erasure: Erasure
}

/** The same for customers and for operators, who see all. */
const sides = [
  {
    ...{
      path: '/v2/audit',
      access: 'customer' as const,
      scope: 'administer' as const,
      filters: audit_filters,
    },
    ...{ tag: 'Audit', of: '', whose: 'of the contract' },
  },
  {
    ...{
      path: '/ops/v1/audit',
      access: 'operator' as const,
      scope: 'ops:audit' as const,
      filters: all_audit_filters,
    },
    ...{ tag: 'Operators', of: 'OfAll', whose: 'of the installation' },
  },
]

export function auditRoutes(routes: Routes, read: Read) {
  for (const side of sides) {
    listRoute(routes, read, side)
    exportRoute(routes, read, side)
    headRoute(routes, read, side)
  }
  erasureRoute(routes, read)
}

type Side = (typeof sides)[number]

function listRoute(routes: Routes, { audit }: Read, { path, of, whose, filters, ...about }: Side) {
  routes.add({
    ...about,
    method: 'GET',
    path: `${path}/`,
    operation: `listAuditEntries${of}`,
    summary: `Who did what ${whose}, the newest first`,
    query: listQuery(filters),
    answers: { 200: AuditEntries },
    handle: ({ caller, query, request }) =>
      listAnswer('results', request, (known) => audit.list(caller.contract_id || null, query, known)),
  })
}

function exportRoute(routes: Routes, { audit, sealer }: Read, { path, of, whose, filters, ...about }: Side) {
  const { sort: _, ...parameters } = filterParameters(filters)
  routes.add({
    ...about,
    method: 'GET',
    path: `${path}/export`,
    operation: `exportAudit${of}`,
    summary: `The audit ${whose} as a stream of any length, the oldest first; whole, it can be verified`,
    query: z.strictObject({ ...parameters, format }),
    answers: { 200: null },
    media_type: json_lines,
    exports: ['text/csv'],
    handle: async ({ caller, query, reply }) => {
      const contract_id = caller.contract_id || null
      const conditions = conditionsOf(query)
      // The head comes first: what is sealed meanwhile lies behind it.
      const head = conditions.length === 0 ? await sealer.head(contract_id) : undefined
      const entries = audit.export(contract_id, conditions)
      if (query.format === 'csv') return sendRows(reply, 'csv', 'audit', csv_columns, csvRows(entries))
      reply.type(json_lines).header('content-disposition', 'attachment; filename="audit.jsonl"')
      return Readable.from(lines(entries, head))
    },
  })
}

function headRoute(routes: Routes, { sealer }: Read, { path, of, whose, filters: _, ...about }: Side) {
  routes.add({
    ...about,
    method: 'GET',
    path: `${path}/head`,
    operation: `getAuditHead${of}`,
    summary: `The signed end of the audit ${whose}, to be kept elsewhere`,
    answers: { 200: AuditHead },
    handle: ({ caller }) => sealer.head(caller.contract_id || null),
  })
}

function erasureRoute(routes: Routes, { erasure }: Read) {
  routes.add({
    method: 'POST',
    path: '/ops/v1/audit/erasures',
    operation: erasing.of_one,
    summary:
      'Erase the name, addresses and programs of a credential from its entries, which stay and can be verified',
    tag: 'Operators',
    access: 'operator',
    scope: 'ops:people',
    body: EraseAudited,
    answers: { 200: AuditErasure },
    handle: ({ body }) => erasure.erase(body.client_id),
  })
}

async function* lines(batches: AsyncIterable<AuditEntry[]>, head: AuditHead | undefined) {
  for await (const entries of batches) {
    yield entries.map((entry) => `${JSON.stringify(asSigned(entry, head))}\n`).join('')
  }
  if (head) yield `${JSON.stringify({ head })}\n`
}

/** A seal that the head does not cover is none yet. */
function asSigned(entry: AuditEntry, head: AuditHead | undefined): AuditEntry {
  if (!head || (entry.number ?? 0) <= head.number) return entry
  return { ...entry, is_genuine: null, number: null, previous_sha256: null, sha256: null }
}

const csv_columns = [
  'number at client_id name role person_id contract_id operation subject result status code address agent',
  'request_id view_id ids fields entry_id sequence personal_sha256 sha256',
]
  .flatMap((names) => names.split(' '))
  .map((name) => ({ name, type: 'text' })) as Column<Record<string, unknown>>[]

async function* csvRows(batches: AsyncIterable<AuditEntry[]>) {
  for await (const entries of batches) {
    yield entries.map(({ personal, ids, fields, ...entry }) => {
      return { ...entry, ...personal, ids: JSON.stringify(ids), fields: fields.join(' ') }
    })
  }
}
