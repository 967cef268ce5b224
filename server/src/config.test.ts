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
  const { SIMULATOR_CLIENT_SECRET: _, ...simulator } = described
  assert.deepEqual(readConfig(described), readConfig({}))
  assert.deepEqual(readSimulatorConfig(simulator), readSimulatorConfig({}))
})

test('wrong settings stop the start with all problems at once', () => {
  const wrong = { SWATH_PORT: 'eighty', DATABASE_URL: 'mysql://x', SWATH_LOG_LEVEL: 'loud' }
  assert.throws(
    () => readConfig(wrong),
    /SWATH_PORT.*\n.*DATABASE_URL.*\n.*SWATH_LOG_LEVEL.*\nSee .env.example/,
  )
})
