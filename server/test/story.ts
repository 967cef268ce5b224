// An app and the files of a provider, for stories of orders from the first report to the last charge.
import type { Capture } from '@swath/contract/captures'
import type { LedgerEntry } from '@swath/contract/ledger'
import { TestApp } from './app.ts'
import type { TestDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

export class Story {
  readonly swath: TestApp
  readonly files: FileServer

  private constructor(swath: TestApp, files: FileServer) {
    this.swath = swath
    this.files = files
  }

  static async open(database: TestDatabase): Promise<Story> {
    return new Story(await TestApp.open(database), await serveFiles())
  }

  async close() {
    await this.files.close()
    await this.swath.close()
  }

  /** Everything goes well for a capture. */
  async deliver(capture: Capture, levels = ['L1B', 'L1D']) {
    await this.swath.collect(capture)
    for (const level of levels) {
      await this.swath.reportProduct(capture.capture_id, level, 'processing')
      await this.swath.reportProduct(capture.capture_id, level, 'ready', {
        files: this.files.announce(`${capture.capture_id}_${level}`),
      })
    }
    await this.swath.drain()
  }

  /** As `deliver`, for all captures of an order: what follows is done for all at once, as a provider may well tell it. */
  async deliverAll(captures: readonly Capture[], levels = ['L1B', 'L1D']) {
    const { swath, files } = this
    for (const { capture_id, target } of captures) {
      const more = { outcome_id: crypto.randomUUID(), footprint: target }
      await swath.report(capture_id, 'acquired', more)
    }
    await swath.drain()
    for (const { capture_id } of captures) {
      for (const level of levels) {
        const announced = { files: files.announce(`${capture_id}_${level}`) }
        await swath.reportProduct(capture_id, level, 'ready', announced)
      }
    }
    await swath.drain()
  }

  async chargesOf(order_id: string): Promise<LedgerEntry[]> {
    const { results } = (await this.swath.call('demo', 'GET', '/v2/ledger/?limit=1000')).body
    return results.filter((entry: LedgerEntry) => entry.order_id === order_id && entry.kind === 'charge')
  }
}
