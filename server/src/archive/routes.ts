import { ArchiveBatch, ArchiveReceipt } from '@swath/contract/archive'
import type { Routes } from '../http/route.ts'
import type { Ingest } from './ingest.ts'

export function archiveRoutes(routes: Routes, ingest: Ingest) {
  routes.add({
    method: 'POST',
    path: '/ops/v1/archive/items',
    operation: 'putArchiveItems',
    scope: 'ops:catalog',
    summary: 'Put STAC items into a collection of the archive, new or changed',
    tag: 'Operators',
    access: 'operator',
    body: ArchiveBatch,
    judges_each: 'items',
    // For the disk, from which files of any size are copied.
    waits_for_others: true,
    answers: { 200: ArchiveReceipt },
    handle: ({ body }) => ingest.put(body),
  })
}
