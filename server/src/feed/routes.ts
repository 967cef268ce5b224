import { Readable } from 'node:stream'
import { EventFeed, SealHead, SealList, SealVerification } from '@swath/contract/feed'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Caller } from '../access/auth.ts'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import { feed_query, type StreamQuery, stream_query } from './query.ts'
import type { Seals } from './seals.ts'
import type { Feed } from './service.ts'

const event_stream = 'text/event-stream'

export function feedRoutes(routes: Routes, feed: Feed, seals: Seals) {
  eventRoutes(routes, feed)
  sealRoutes(routes, seals)
}

function eventRoutes(routes: Routes, feed: Feed) {
  routes.add({
    method: 'GET',
    path: '/v2/events/',
    operation: 'readEvents',
    scope: 'read',
    summary:
      'Everything that happened in the contract, from a cursor on; with Accept: text/event-stream, as a stream',
    tag: 'Events',
    access: 'customer',
    query: feed_query,
    answers: { 200: EventFeed },
    handle: async ({ caller, query, request, reply }) => {
      const { limit, wait, ...stream_query } = query
      if (request.headers.accept?.includes(event_stream))
        return stream(feed, caller, stream_query, request, reply)
      const part = await feed.read(caller, query, goneSignal(reply))
      return { next: part.has_more ? nextUrl(request.url, part.cursor) : null, previous: null, ...part }
    },
  })
  routes.add({
    method: 'GET',
    path: '/v2/events/stream',
    operation: 'streamEvents',
    scope: 'read',
    summary: 'The same as Server-Sent Events; resumes after the header Last-Event-ID',
    tag: 'Events',
    access: 'customer',
    query: stream_query,
    answers: { 200: null },
    media_type: event_stream,
    handle: ({ caller, query, request, reply }) => stream(feed, caller, query, request, reply),
  })
}

function sealRoutes(routes: Routes, seals: Seals) {
  routes.add({
    method: 'GET',
    path: '/v2/events/seals',
    operation: 'listSeals',
    scope: 'read',
    summary: 'The seals over the events of the contract, oldest first',
    tag: 'Events',
    access: 'customer',
    query: page,
    answers: { 200: SealList },
    handle: async ({ caller, query, request }) => {
      const { count, seals: items } = await seals.list(caller, query)
      return results(items, count, query, request.url)
    },
  })
  routes.add({
    method: 'GET',
    path: '/ops/v1/contracts/{contract_id}/seals/verification',
    operation: 'verifySeals',
    scope: 'ops:audit',
    summary: 'Compute all seals of a contract again and compare',
    tag: 'Operators',
    access: 'operator',
    params: z.strictObject({ contract_id: z.string() }),
    query: z.strictObject({ kept: SealHead.optional() }),
    answers: { 200: SealVerification },
    handle: ({ params, query }) => seals.verify(params.contract_id, query.kept),
  })
}

async function stream(
  feed: Feed,
  caller: Caller,
  query: StreamQuery,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Readable> {
  const last_event_id = request.headers['last-event-id']
  const cursor = typeof last_event_id === 'string' && last_event_id !== '' ? last_event_id : query.cursor
  const { messages, ended } = await feed.follow(caller, { ...query, cursor }, goneSignal(reply))
  const { raw } = reply
  ended.addEventListener('abort', () => raw.writableNeedDrain && raw.destroy(), { once: true })
  // Nothing on the way may keep the stream back.
  reply.headers({ 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' }).type(event_stream)
  // Readable.from asks for the next piece when the one before has been written.
  return Readable.from(messages)
}

function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return gone.signal
}

function nextUrl(url: string, cursor: string): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  searchParams.set('cursor', cursor)
  return `${pathname}?${searchParams}`
}
