import { Readable } from 'node:stream'
import { statement_filters } from '@swath/contract/filters'
import {
  BillingDetails,
  ClosedStatements,
  ClosingRequest,
  Statement,
  StatementLines,
  StatementList,
} from '@swath/contract/statements'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Column, chooseFormat, media_types, sendAs, sendRows } from '../answers/exports.ts'
import type { Routes } from '../http/route.ts'
import { listAnswer, listQuery } from '../lists/lists.ts'
import { page, results } from '../lists/pages.ts'
import type { ExportedLine, Statements } from './service.ts'

const formats = ['json', 'pdf', 'csv', 'parquet', 'ubl'] as const
const one = z.strictObject({ statement_id: z.string() })
const of_contract = z.strictObject({ contract_id: z.string() })
const format_query = z.strictObject({
  format: z.enum(formats).optional().meta({ description: 'Instead of Accept' }),
})

export function statementRoutes(routes: Routes, statements: Statements, public_url: string) {
  customerRoutes(routes, statements, public_url)
  operatorRoutes(routes, statements, public_url)
  closingRoutes(routes, statements)
}

/** A statement in the format that the request asks for. The tables have its lines. */
async function send(
  statements: Statements,
  {
    caller,
    statement_id,
    public_url,
  }: { caller: { contract_id: string }; statement_id: string; public_url: string },
  request: FastifyRequest,
  reply: FastifyReply,
  format: (typeof formats)[number] | undefined,
) {
  const chosen = chooseFormat(request, format, formats)
  const document = await statements.get(caller, statement_id)
  if (chosen === 'json') return document
  const statement: Statement = JSON.parse(document)
  const name = `statement-${statement.number}`
  if (chosen === 'ubl') {
    const invoice = await statements.invoice(caller, statement_id)
    sendAs(reply, 'ubl', name)
    return Readable.from(invoice)
  }
  if (chosen !== 'pdf')
    return sendRows(reply, chosen, name, line_columns, statements.allLines(caller, statement))
  sendAs(reply, 'pdf', name)
  return statements.draw(caller, statement_id, public_url)
}

const exported = [media_types.pdf, media_types.csv, media_types.parquet, media_types.ubl]

function customerRoutes(routes: Routes, statements: Statements, public_url: string) {
  routes.add({
    method: 'GET',
    path: '/v2/statements/',
    operation: 'listStatements',
    scope: 'money',
    summary: 'The closed months of the contract, newest first',
    tag: 'Billing',
    access: 'customer',
    query: listQuery(statement_filters),
    answers: { 200: StatementList },
    handle: ({ caller, query, request }) =>
      listAnswer('results', request, (known) => statements.list(caller.contract_id, query, known)),
  })
  routes.add({
    method: 'GET',
    path: '/v2/statements/{statement_id}',
    operation: 'getStatement',
    scope: 'money',
    summary:
      'One statement: its totals, or with its lines as PDF, CSV, Parquet, or an electronic invoice (UBL)',
    tag: 'Billing',
    access: 'customer',
    params: one,
    query: format_query,
    answers: { 200: Statement },
    exports: exported,
    errors: ['invoice_not_possible'],
    handle: ({ caller, params, query, request, reply }) =>
      send(statements, { caller, ...params, public_url }, request, reply, query.format),
  })
  routes.add({
    method: 'GET',
    path: '/v2/statements/{statement_id}/lines',
    operation: 'listStatementLines',
    scope: 'money',
    summary: 'The lines of a statement, each with its entry in the ledger, its deliverable and its event',
    tag: 'Billing',
    access: 'customer',
    params: one,
    query: page,
    answers: { 200: StatementLines },
    handle: async ({ caller, params, query, request }) => {
      const { count, lines } = await statements.lines(caller, params.statement_id, query)
      return results(lines, count, query, request.url)
    },
  })
}

function operatorRoutes(routes: Routes, statements: Statements, public_url: string) {
  routes.add({
    method: 'GET',
    path: '/ops/v1/contracts/{contract_id}/statements',
    operation: 'listContractStatements',
    scope: 'ops:money',
    summary: 'The statements of a contract, newest first',
    tag: 'Operators',
    access: 'operator',
    params: of_contract,
    query: listQuery(statement_filters),
    answers: { 200: StatementList },
    handle: ({ params, query, request }) =>
      listAnswer('results', request, (known) => statements.list(params.contract_id, query, known)),
  })
  routes.add({
    method: 'GET',
    path: '/ops/v1/statements/{statement_id}',
    operation: 'getContractStatement',
    scope: 'ops:money',
    summary: 'A statement of any contract',
    tag: 'Operators',
    access: 'operator',
    params: one,
    query: format_query,
    answers: { 200: Statement },
    exports: exported,
    errors: ['invoice_not_possible'],
    handle: async ({ params, query, request, reply }) => {
      const caller = await statements.ownerOf(params.statement_id)
      return send(statements, { caller, ...params, public_url }, request, reply, query.format)
    },
  })
}

function closingRoutes(routes: Routes, statements: Statements) {
  routes.add({
    method: 'POST',
    path: '/ops/v1/contracts/{contract_id}/statements',
    operation: 'closeStatements',
    scope: 'ops:money',
    summary: 'Close the months of a contract that have ended, without waiting for the night',
    tag: 'Operators',
    access: 'operator',
    params: of_contract,
    body: ClosingRequest,
    answers: { 200: ClosedStatements },
    errors: ['statement_not_due'],
    handle: async ({ params, body }) => ({
      statements: await statements.close(params.contract_id, body.month),
    }),
  })
  routes.add({
    method: 'GET',
    path: '/ops/v1/contracts/{contract_id}/billing-details',
    operation: 'getBillingDetails',
    scope: 'ops:money',
    summary: 'Whom the statements of a contract are addressed to; 404 where nobody has said it',
    tag: 'Operators',
    access: 'operator',
    params: of_contract,
    answers: { 200: BillingDetails },
    errors: ['not_found'],
    handle: ({ params }) => statements.billingDetails(params.contract_id),
  })
  routes.add({
    method: 'PUT',
    path: '/ops/v1/contracts/{contract_id}/billing-details',
    operation: 'setBillingDetails',
    scope: 'ops:money',
    summary: 'Whom the statements of a contract are addressed to, from the next one on',
    tag: 'Operators',
    access: 'operator',
    params: of_contract,
    body: BillingDetails,
    answers: { 200: BillingDetails },
    handle: ({ params, body }) => statements.setBillingDetails(params.contract_id, body),
  })
}

const line_columns: readonly Column<ExportedLine>[] = [
  { name: 'position', type: 'integer' },
  { name: 'kind', type: 'text' },
  { name: 'booked_at', type: 'time' },
  { name: 'amount_minor', type: 'integer' },
  { name: 'amount', type: 'decimal' },
  { name: 'currency', type: 'text' },
  { name: 'order_id', type: 'text' },
  { name: 'order_name', type: 'text' },
  { name: 'sku', type: 'text' },
  { name: 'project_name', type: 'text' },
  { name: 'deliverable_id', type: 'text' },
  { name: 'processing_level', type: 'text' },
  { name: 'quantity', type: 'decimal' },
  { name: 'unit', type: 'text' },
  { name: 'price_minor', type: 'integer' },
  { name: 'event_id', type: 'text' },
  { name: 'message', type: 'text' },
  { name: 'corrects_number', type: 'text' },
  { name: 'entry_id', type: 'text' },
  { name: 'transaction_id', type: 'text' },
]
