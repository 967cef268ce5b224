import { createHash } from 'node:crypto'
import type { DeliveryManifest } from '@swath/contract/deliveries'
import type { PathVariable } from '@swath/contract/destinations'
import { renderPath } from '../lib/path-template.ts'
import { timestamp } from '../platform/clock.ts'
import type { DeliverableFacts, StoredFile } from './plan.store.ts'
import { fileNames, manifest_name } from './rules.ts'

/** A file that is to be sent: one of the storage, or the manifest, whose text is here. */
export interface PlannedFile {
  position: number
  key: string | null
  path: string
  media_type: string
  size_bytes: number
  sha256: string
  storage_key: string | null
  content: string | null
}

export interface StacItem {
  type: 'Feature'
  id: string
  [member: string]: unknown
}

/**
 * The files that are sent of a deliverable, the manifest last. They follow from the deliverable and the template
 * alone.
 */
export function planFiles(
  facts: DeliverableFacts,
  files: readonly StoredFile[],
  path_template: string,
  stac_items: readonly StacItem[],
): PlannedFile[] {
  const names = namesAt(files)
  const pathOf = (file_name: string) => renderPath(path_template, valuesOf(facts, file_name))
  const planned = files.map(({ key, media_type, size_bytes, sha256, storage_key }, position) => {
    const path = pathOf(names[key]!)
    return { position, key, path, media_type, size_bytes, sha256, storage_key, content: null }
  })
  const path = pathOf(manifest_name)
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const hrefs = planned.map((file) => `./${file.path.slice(folder.length)}`)
  const content = renderManifest(facts, files, hrefs, stac_items)
  return [
    ...planned,
    { position: files.length, key: null, path, ...describe(content), storage_key: null, content },
  ]
}

/** The name of each file at a destination, by its key. */
export function namesAt(files: readonly StoredFile[]): Record<string, string> {
  const names = fileNames(files)
  return Object.fromEntries(files.map(({ key }, index) => [key, names[index]!]))
}

function valuesOf(facts: DeliverableFacts, file_name: string): Record<PathVariable, string> {
  const { contract_id, project_id, order_id, sku, capture_id, deliverable_id, processing_level } = facts
  return {
    contract_id,
    project_id,
    order_id,
    client_reference: facts.client_reference ?? order_id,
    sku,
    capture_id,
    outcome_id: facts.outcome_id ?? capture_id,
    satellite_name: facts.satellite_name ?? 'unknown',
    acquired_on: facts.acquired_at?.toISOString().slice(0, 10) ?? 'unknown',
    deliverable_id,
    processing_level,
    file_name,
  }
}

function renderManifest(
  facts: DeliverableFacts,
  files: readonly StoredFile[],
  hrefs: readonly string[],
  stac_items: readonly StacItem[],
): string {
  const { project_id: _, satellite_name: __, acquired_at: ___, status: ____, ...told } = facts
  const manifest: DeliveryManifest = {
    type: 'SwathManifest',
    version: '1.0',
    ...told,
    delivered_at: timestamp(facts.delivered_at!),
    total_bytes: files.reduce((sum, { size_bytes }) => sum + size_bytes, 0),
    files: files.map(({ key, media_type, roles, size_bytes, sha256 }, index) => {
      return { key, href: hrefs[index]!, media_type, roles, size_bytes, sha256 }
    }),
    stac_items: [...stac_items],
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

function describe(content: string) {
  return {
    media_type: 'application/json',
    size_bytes: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content).digest('hex'),
  }
}
