import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { createDatabase, dropDatabase, ensureTemplate, findBinaries, testPostgres } from './postgres.ts'

const postgres = await testPostgres()
const unavailable = 'skipped' in postgres ? postgres.skipped : false
const binaries = findBinaries(process.env.PATH ?? '')
const noBinaries = 'skipped' in binaries ? binaries.skipped : false
const url = 'url' in postgres ? postgres.url : ''
const prefix = `swath_test_${process.pid}`

async function query(database: string, sql: string) {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows
}

describe('a PostgreSQL for tests', { skip: unavailable }, () => {
  after(async () => {
    const made = await query(url, `select datname from pg_database where datname like '${prefix}%'`)
    for (const { datname } of made) await dropDatabase(url, datname)
  })

  test('it is version 15 or newer and has PostGIS', async () => {
    const database = await createDatabase(url, `${prefix}_postgis`)
    await query(database, 'create extension postgis')
    const [row] = await query(
      database,
      `select st_area('POLYGON((0 0,0 2,2 2,2 0,0 0))') as area, current_setting('server_version_num')::int as version`,
    )
    assert.equal(row.area, 4)
    assert.ok(row.version >= 150000)
  })

  test('many who ask for one template at the same time get one, and copy it at the same time', async () => {
    const template = `${prefix}_template`
    let prepared = 0
    const prepare = async (database: string) => {
      prepared += 1
      await query(database, 'create table scene as select 7 as cloud')
    }
    await Promise.all([1, 2, 3].map(() => ensureTemplate(url, template, prepare)))
    assert.equal(prepared, 1)
    const copies = await Promise.all(
      [1, 2, 3, 4].map((n) => createDatabase(url, `${prefix}_copy${n}`, template)),
    )
    for (const copy of copies) assert.deepEqual(await query(copy, 'select cloud from scene'), [{ cloud: 7 }])
  })

  test('a template whose preparation failed is prepared anew', async () => {
    const template = `${prefix}_again`
    const failing = ensureTemplate(url, template, () => Promise.reject(new Error('bad migration')))
    await assert.rejects(failing, /bad migration/)
    let prepared = false
    await ensureTemplate(url, template, async () => {
      prepared = true
    })
    assert.ok(prepared)
  })

  test('a database is dropped although someone is still connected to it', async () => {
    const name = `${prefix}_busy`
    const client = new pg.Client({ connectionString: await createDatabase(url, name) })
    client.on('error', () => undefined)
    await client.connect()
    await dropDatabase(url, name)
    assert.deepEqual(await query(url, `select from pg_database where datname = '${name}'`), [])
  })

  test('a database that exists is never replaced', async () => {
    await createDatabase(url, `${prefix}_kept`)
    await assert.rejects(createDatabase(url, `${prefix}_kept`), /already exists/)
  })
})

test('a database that is not called swath_test_ is left alone', async () => {
  for (const name of ['postgres', 'swath', 'swath_test_"; drop', 'SWATH_TEST_X']) {
    await assert.rejects(dropDatabase(url, name), /left alone/)
    await assert.rejects(createDatabase(url, name), /left alone/)
    await assert.rejects(createDatabase(url, `${prefix}_x`, name), /left alone/)
  }
})

test('a private server is gone, with its files, when its process is killed', {
  skip: noBinaries,
}, async () => {
  const script = `import { testPostgres } from '${import.meta.dirname}/postgres.ts'
    console.log((await testPostgres()).url)
    setInterval(() => {}, 1000)`
  const folder = mkdtempSync(join(tmpdir(), 'swath-killed-'))
  chmodSync(folder, 0o1777) // when we are root, PostgreSQL's account must get in
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
    env: { PATH: process.env.PATH, TMPDIR: folder },
  })
  const [output] = await once(child.stdout, 'data')
  const server = String(output).trim()
  assert.deepEqual(await query(server, 'select 1 as one'), [{ one: 1 }])
  child.kill('SIGKILL')
  for (let tries = 0; tries < 100 && readdirSync(folder).length > 0; tries += 1) await wait(100)
  assert.deepEqual(readdirSync(folder), [])
  await assert.rejects(query(server, 'select 1'), /ECONNREFUSED/)
  rmSync(folder, { recursive: true })
})

describe('looking for PostgreSQL on the machine', () => {
  const machine = mkdtempSync(join(tmpdir(), 'swath-machine-'))
  after(() => rmSync(machine, { recursive: true, force: true }))

  function install(version: number, postgis: boolean): string {
    const bin = join(machine, String(version), 'bin')
    mkdirSync(bin, { recursive: true })
    const share = join(machine, String(version), 'share')
    mkdirSync(join(share, 'extension'), { recursive: true })
    if (postgis) writeFileSync(join(share, 'extension/postgis.control'), '')
    for (const [program, answer] of [
      ['postgres', `postgres (PostgreSQL) ${version}.3 (Debian)`],
      ['pg_config', share],
    ] as const) {
      writeFileSync(join(bin, program), `#!/bin/sh\necho '${answer}'\n`)
      chmodSync(join(bin, program), 0o755)
    }
    return bin
  }

  test('without any, or with an old one, the reason and the remedy are given', () => {
    assert.match(JSON.stringify(findBinaries('', machine)), /no PostgreSQL 15 or newer.*apt-get install/)
    install(14, true)
    assert.match(JSON.stringify(findBinaries('', machine)), /no PostgreSQL 15 or newer.*TEST_DATABASE_URL/)
  })

  test('one without PostGIS is named, with the remedy', () => {
    install(15, false)
    assert.match(JSON.stringify(findBinaries('', machine)), /15\/bin has no PostGIS; install/)
  })

  test('the newest one with PostGIS is taken, from Debian or from the PATH', () => {
    const sixteen = install(16, true)
    install(17, false)
    const found = (path: string, debian: string) => (findBinaries(path, debian) as { folder: string }).folder
    assert.equal(found('', machine), sixteen)
    assert.equal(found(`/nowhere:${sixteen}`, '/nowhere'), sixteen)
  })
})
