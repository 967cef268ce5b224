import type { Asset, Deliverable } from '@swath/contract/deliverables'
import type { Http } from './http.ts'

/** One file of a deliverable, as it is announced. */
export type DeliveredFile = Asset & { key: string; file_name: string }

/** The deliverables of the contract. Every method may throw ApiError or ConnectionError. */
export class Deliverables {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  get(deliverable_id: string): Promise<Deliverable> {
    return this.#http.json(path(deliverable_id))
  }

  /** The files that can be downloaded: none before the deliverable is DELIVERED. */
  files(deliverable_id: string) {
    return this.#http.list<DeliveredFile>(path(deliverable_id, '/files'))
  }

  /** The bytes of a file, unchecked; `downloadFile` (download.ts) checks them and keeps them on disk. */
  openFile(deliverable_id: string, key: string): Promise<Response> {
    return this.#http.open(path(deliverable_id, `/files/${encodeURIComponent(key)}`))
  }
}

function path(deliverable_id: string, of_it = ''): string {
  return `/v2/deliverables/${encodeURIComponent(deliverable_id)}${of_it}`
}
