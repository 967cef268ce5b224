import type { SignedLinks } from '../access/signed-links.ts'
import { etagOf } from '../answers/etag.ts'
import type { Clock } from '../platform/clock.ts'

const day_s = 24 * 3600

/** Links to browse images for those who send no headers: browsers, GDAL, QGIS. */
export class Previews {
  #links: SignedLinks
  #clock: Clock

  constructor(links: SignedLinks, clock: Clock) {
    this.#links = links
    this.#clock = clock
  }

  /** Makes the signed link of a path below `/previews/`, for what the contract sees when it is followed. */
  signer(contract_id: string): Promise<(path: string) => string> {
    return this.#links.signer({ contract_id }, this.#expires_s())
  }

  /** An answer with such links depends on this besides its documents. */
  untilWhen(): string {
    return String(this.#expires_s())
  }

  /** The ETag of an item with such links. */
  etagOf(document: string): string {
    return etagOf(document).replace(/"$/, `.${this.untilWhen()}"`)
  }

  /** The tags of an `If-Match`, as if the items had been read today: nobody has changed an item whose links are new. */
  tagsOfToday(if_match: string): string {
    return if_match.replaceAll(/\.\d+"/g, `.${this.untilWhen()}"`)
  }

  /**
   * Midnight after next: links last between one and two days. The links of a day are the same, so that answers can be
   * kept and known by their ETag, and caches recognise a picture.
   */
  #expires_s(): number {
    return (Math.floor(this.#clock.now().getTime() / 1000 / day_s) + 2) * day_s
  }
}
