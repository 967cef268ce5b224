import { ArchiveItemChange, ArchiveItems } from '@swath/contract/archive'
import { StacItem } from '@swath/contract/stac'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Representation, requireTag } from '../answers/etag.ts'
import type { Transactions } from '../archive/transactions.service.ts'
import { area_mib, type Routes } from '../http/route.ts'
import { Address, type Base, bases, geojson } from './links.ts'
import type { Previews } from './previews.ts'

const created_items = z.looseObject({ type: z.literal('FeatureCollection'), features: z.array(StacItem) })
const item_path = z.strictObject({ collection: z.string(), item: z.string() })

/** The transaction extension, for operators, in each place of the API. */
export function transactionRoutes(
  routes: Routes,
  transactions: Transactions,
  previews: Previews,
  public_url: string,
) {
  for (const base of bases) {
    const address = new Address(public_url, base)
    const of_base = { routes, transactions, previews, address }
    createRoute(of_base)
    replaceRoute(of_base)
    patchRoute(of_base)
    deleteRoute(of_base)
  }
}

const named = (base: Base, operation: string) => ({
  operation: base === '' ? operation : `${operation}OfArchive`,
  tag: base === '' ? 'STAC' : 'STAC at /archive/stac',
  access: 'operator' as const,
  scope: 'ops:catalog' as const,
})

interface OfBase {
  routes: Routes
  transactions: Transactions
  previews: Previews
  address: Address
}

function createRoute({ routes, transactions, previews, address }: OfBase) {
  routes.add({
    ...named(address.base, 'createItems'),
    method: 'POST',
    path: `${address.base}/collections/{collection}/items`,
    summary: 'Create an item, or all items of a FeatureCollection or none',
    params: z.strictObject({ collection: z.string() }),
    body: ArchiveItems,
    body_mib: area_mib,
    answers: { 201: StacItem.or(created_items) },
    media_type: geojson,
    errors: ['item_exists'],
    waits_for_others: true,
    handle: async ({ params: { collection }, body, request, reply }) => {
      const documents = await transactions.create(collection, body)
      const created = address.documents(documents.join(','))
      reply.code(201)
      if (!body.features) reply.header('location', `${address.collection(collection)}/items/${body.id}`)
      const text = body.features ? `{"type":"FeatureCollection","features":[${created}]}` : created
      // An answer that is kept for repeats is a text.
      if (request.headers['idempotency-key'] !== undefined) return text
      return new Representation(previews.etagOf(text), text, geojson)
    },
  })
}

function replaceRoute({ routes, transactions, previews, address }: OfBase) {
  routes.add({
    ...named(address.base, 'replaceItem'),
    method: 'PUT',
    path: `${address.base}/collections/{collection}/items/{item}`,
    summary: 'Replace an item; assets that are sent as they were read stay where they are',
    params: item_path,
    body: ArchiveItemChange,
    body_mib: area_mib,
    answers: { 204: null },
    errors: ['precondition_failed'],
    waits_for_others: true,
    handle: async ({ params, body, request, reply }) => {
      const document = await transactions.replace(params, body, address, checkOf(request, address, previews))
      done(reply, previews.etagOf(address.documents(document)))
    },
  })
}

function patchRoute({ routes, transactions, previews, address }: OfBase) {
  routes.add({
    ...named(address.base, 'patchItem'),
    method: 'PATCH',
    path: `${address.base}/collections/{collection}/items/{item}`,
    summary: 'Change an item by a JSON merge patch',
    params: item_path,
    body: ArchiveItemChange,
    body_mib: area_mib,
    answers: { 204: null },
    errors: ['precondition_failed'],
    waits_for_others: true,
    handle: async ({ params, body, request, reply }) => {
      const document = await transactions.patch(params, body, address, checkOf(request, address, previews))
      done(reply, previews.etagOf(address.documents(document)))
    },
  })
}

function deleteRoute({ routes, transactions, previews, address }: OfBase) {
  routes.add({
    ...named(address.base, 'deleteItem'),
    method: 'DELETE',
    path: `${address.base}/collections/{collection}/items/{item}`,
    summary: 'Delete an item; what was delivered of it stays delivered',
    params: item_path,
    answers: { 204: null },
    errors: ['precondition_failed'],
    handle: async ({ params, request, reply }) => {
      await transactions.remove(params, checkOf(request, address, previews))
      reply.code(204)
    },
  })
}

/** Versions are those that a GET in the same place tells. */
function checkOf({ headers }: FastifyRequest, address: Address, previews: Previews) {
  const wanted = headers['if-match'] && previews.tagsOfToday(headers['if-match'])
  return (document: string) => requireTag(wanted, previews.etagOf(address.documents(document)))
}

function done(reply: FastifyReply, etag: string) {
  reply.code(204).header('etag', etag)
}
