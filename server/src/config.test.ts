import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import {
  readConfig as readSimulatorConfig,
  setting_names as simulator_settings,
} from '../../simulator/src/config.ts'
import { readConfig, setting_names } from './config.ts'

const example = readFileSync(path.join(import.meta.dirname, '../../.env.example'), 'utf8')
const described = Object.fromEntries(
  [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]),
)

test('.env.example describes every setting that is read, and no other', () => {
  assert.deepEqual(Object.keys(described).sort(), [...setting_names, ...simulator_settings].sort())
})

test('.env.example shows the defaults', () => {
  assert.deepEqual(readConfig(described), readConfig({}))
  assert.deepEqual(readSimulatorConfig(described), readSimulatorConfig({}))
})

test('wrong settings stop the start with all problems at once', () => {
  const wrong = { SWATH_PORT: 'eighty', DATABASE_URL: 'mysql://x', SWATH_LOG_LEVEL: 'loud' }
  assert.throws(
    () => readConfig(wrong),
    /SWATH_PORT.*\n.*DATABASE_URL.*\n.*SWATH_LOG_LEVEL.*\nSee .env.example/,
  )
})

test('a forecast is at a server, or in a file of this machine', () => {
  const url = (SWATH_FORECAST_URL: string) => readConfig({ SWATH_FORECAST_URL }).forecast_url
  for (const good of ['https://weather.example.com/v1/forecast?apikey=x', 'file:///srv/forecast.json'])
    assert.equal(url(good), good)
  for (const bad of [
    'file://srv/forecast.json',
    'file:forecast.json',
    'FILE:///srv/x',
    '/srv/forecast.json',
    'ftp://x/y',
  ])
    assert.throws(() => url(bad), /SWATH_FORECAST_URL.*file:\/\/\/folder/, bad)
})

test('the path of the public address is written in one way only, and nothing comes behind it', () => {
  const prefix = (SWATH_PUBLIC_URL: string) => readConfig({ SWATH_PUBLIC_URL }).path_prefix
  assert.equal(prefix('https://example.com'), '')
  assert.equal(prefix('https://example.com/'), '')
  assert.equal(prefix('https://example.com/eo/Swath_2/'), '/eo/Swath_2')
  for (const path of [
    '//swath',
    '/eo//swath',
    '/swath//',
    '/a%20b',
    '/%73wath',
    '/sw\u00e4th',
    '/:id',
    '/*',
    '?a',
    '#a',
  ])
    assert.throws(() => prefix(`https://example.com${path}`), /SWATH_PUBLIC_URL: must be http/, path)
  for (const address of ['localhost:8080', 'ftp://example.com', 'https://me:secret@example.com'])
    assert.throws(() => prefix(address), /SWATH_PUBLIC_URL: /, address)
})

test('a secret goes to another system by https, within this machine, or where the operator says so', () => {
  const upstream = (SWATH_UPSTREAM_URL: string, more = {}) =>
    readConfig({ SWATH_UPSTREAM_URL, ...more }).upstream?.url
  assert.throws(
    () => upstream('http://v1.example.com'),
    /SWATH_UPSTREAM_URL: must be https, or SWATH_ALLOW_HTTP/,
  )
  assert.equal(upstream('https://v1.example.com'), 'https://v1.example.com')
  assert.equal(upstream('http://127.0.0.1:9000'), 'http://127.0.0.1:9000')
  assert.equal(upstream('http://v1.example.com', { SWATH_ALLOW_HTTP: 'true' }), 'http://v1.example.com')
})

test('proxies are addresses and networks', () => {
  const proxies = (SWATH_TRUSTED_PROXIES: string) => readConfig({ SWATH_TRUSTED_PROXIES }).trusted_proxies
  assert.deepEqual(proxies('127.0.0.1, 10.0.0.0/8,::1,fd00::/8'), [
    '127.0.0.1',
    '10.0.0.0/8',
    '::1',
    'fd00::/8',
  ])
  for (const wrong of ['proxy', '10.0.0.0/33', '0.0.0.0/0', '10.0.0.0/8/8', '10.0.0', '::/129']) {
    assert.throws(() => proxies(wrong), /SWATH_TRUSTED_PROXIES.*must be addresses or networks/, wrong)
  }
})
