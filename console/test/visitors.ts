// People at the console of a sandbox, for the tests of one suite.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type Sandbox, secret } from '../../server/test/outside/sandbox.ts'
import { openBrowser, openVisit, signIn, type Visit, type VisitOptions } from './browser.ts'
import { openSandbox } from './furnish.ts'
import type { ConsolePage } from './pages.ts'

export class Visitors {
  sandbox!: Sandbox
  browser!: Browser

  /** To be called within `describe`: its own hooks and its tests have both, which are closed after them. */
  constructor() {
    before(async () => {
      ;[this.sandbox, this.browser] = await Promise.all([openSandbox(), openBrowser()])
    })
    after(async () => {
      await this.browser?.close()
      await this.sandbox?.close()
    })
  }

  /**
   * Somebody works in a window of their own; nothing goes wrong, and nobody else is asked for anything.
   * @param who signs in before, if it is anybody
   */
  async as(
    who: ConsolePage['who'],
    work: (page: Page, visit: Visit) => Promise<void>,
    options: VisitOptions = {},
  ): Promise<void> {
    const visit = await openVisit(this.browser, this.sandbox.stack.url, options)
    try {
      if (who) await signIn(visit.page, secret, who)
      await work(visit.page, visit)
      assert.deepEqual(visit.complaints, [])
    } finally {
      await visit.close()
    }
  }
}
