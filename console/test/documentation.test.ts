// /docs as somebody reads it, in a browser that keeps the policy of the page.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Browser } from 'playwright-core'
import { documentationRoutes } from '../../server/src/http/documentation.ts'
import { openHttp } from '../../server/src/http/http.ts'
import { openLog } from '../../server/src/platform/log.ts'
import { no_browser, openBrowser, openVisit } from './browser.ts'

const endpoint = {
  method: 'GET',
  path: '/v2/lamps/',
  operation: 'listLamps',
  summary: 'Every lamp of the lighthouse',
  tag: 'Lamps',
  access: 'public',
  answers: { 200: null },
} as const

describe('the documentation of the API', { skip: no_browser }, () => {
  let http: FastifyInstance
  let browser: Browser
  before(async () => {
    http = openHttp(openLog('silent'), { request_timeout_ms: 60_000, trusted_proxies: [], path_prefix: '' })
    await documentationRoutes(http, [endpoint as never], '')
    await http.listen({ host: '127.0.0.1', port: 0 })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await http?.close()
  })

  test('is read under a policy that lets no other script run and asks nobody else', async () => {
    const url = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`
    const { page, complaints, close } = await openVisit(browser, url)
    const answer = await page.goto('/docs/')
    await page.getByText('Every lamp of the lighthouse').first().waitFor()
    const policy = (await answer!.allHeaders())['content-security-policy']!
    assert.match(policy, /frame-ancestors 'none'/)
    const nonce = /'nonce-([^']+)'/.exec(policy)![1]
    assert.notEqual(nonce, '%NONCE%')
    assert.doesNotMatch((await http.inject('/docs/')).body, new RegExp(RegExp.escape(nonce!)))
    const stranger = page.evaluate(`new Promise((resolve) => {
      const script = document.createElement('script')
      script.textContent = 'window.is_breached = true'
      document.addEventListener('securitypolicyviolation', () => resolve(Boolean(window.is_breached)))
      document.body.append(script)
    })`)
    assert.equal(await stranger, false)
    const told = complaints.filter((complaint) => !complaint.includes('Executing inline script violates'))
    assert.deepEqual(told, [])
    await close()
  })
})
