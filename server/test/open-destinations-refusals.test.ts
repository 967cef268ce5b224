import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  DestinationCredentials,
  DestinationSettings,
  destination_kinds,
  problemOfCredentials,
} from '@swath/contract/destination-kinds'
import { Outbound } from '../src/outbound/outbound.ts'
import { Ownership } from '../src/uploads/ownership.ts'
import { aFile, destinationTo, never, openFolderStore, type Place, upload } from './open-destinations.ts'
import { grantS3, lacking, openS3, openSftp, openStore, type Store } from './stores.ts'
import { serveStatus } from './uploads.ts'

const MiB = 1024 * 1024
const refusesAll = () => new Outbound([])
const resolvesInside = () => new Outbound([], async () => [{ address: '127.0.0.1', family: 4 }])

for (const kind of ['sftp', 's3', 'azure_blob', 'gcs', 'https_put'] as const) {
  describe(`A destination of kind ${kind} says why it cannot`, { skip: lacking(kind) }, () => {
    let place: Store
    before(async () => {
      place = await openStore(kind)
    })
    after(() => place.close())

    async function reasonOf(
      changed: Partial<Place>,
      host: Parameters<typeof destinationTo>[1] = {},
      size = 1000,
    ) {
      const destination = destinationTo({ ...place, ...changed }, { timeout_ms: 400, ...host })
      const { error } = await upload(destination, 'refused.tif', aFile(size))
      await destination.close()
      return error && { reason: error.reason, is_final: error.is_final }
    }

    it('when the address is not one that it may talk to, also after DNS', async () => {
      const refused = { reason: 'ADDRESS_REFUSED', is_final: true }
      assert.deepEqual(await reasonOf({}, { outbound: refusesAll() }), refused)
      const named = atPort(place, place.line.port, 'customer.example')
      assert.deepEqual(await reasonOf(named, { outbound: resolvesInside() }), refused)
      assert.equal(place.line.sent_bytes, 0, 'not a byte has left')
    })

    it('when nobody listens there', async () => {
      const { port, close } = await serveStatus(200)
      await close()
      assert.deepEqual(await reasonOf(atPort(place, port)), { reason: 'UNREACHABLE', is_final: false })
    })

    it('when the far end goes silent', async () => {
      place.line.breakAfter(kind === 'sftp' ? 100_000 : 300, 'hang')
      assert.deepEqual(await reasonOf({}, {}, MiB), { reason: 'TIMEOUT', is_final: false })
      place.line.mend()
    })

    it('when the credentials are of somebody else', {
      skip: kind === 'gcs' && 'fake-gcs-server asks for none',
    }, async () => {
      const foreign = place.foreign_credentials!
      assert.deepEqual(await reasonOf({ credentials: foreign }), { reason: 'ACCESS_DENIED', is_final: true })
    })

    it('when there is no such bucket or container', {
      skip: kind === 'sftp' || kind === 'https_put',
    }, async () => {
      assert.deepEqual(await reasonOf({ settings: place.missing! }), { reason: 'NOT_FOUND', is_final: true })
    })

    it('when bytes change on the way', {
      skip: kind === 'gcs' && 'fake-gcs-server does not compare',
    }, async () => {
      place.line.breakAfter(5 * MiB, 'damage')
      const destination = destinationTo(place)
      const { error } = await upload(destination, 'damaged.tif', aFile(9 * MiB))
      await destination.close()
      place.line.mend()
      // A retry of the library may have mended it; then the file is whole. Else it is not final.
      if (error)
        assert.ok(
          ['CHECKSUM_MISMATCH', 'INTERRUPTED', 'INVALID_SETTINGS'].includes(error.reason),
          error.message,
        )
      if (error && kind !== 'https_put') assert.equal(await place.read('damaged.tif'), undefined)
    })

    const statuses = [
      [503, { reason: 'THROTTLED', is_final: false }],
      [403, { reason: 'ACCESS_DENIED', is_final: true }],
      [507, { reason: 'NO_SPACE', is_final: false }],
      [500, { reason: 'INTERRUPTED', is_final: false }],
    ] as const
    for (const [status, expected] of statuses) {
      it(`when it is answered with ${status}`, { skip: kind === 'sftp' }, async () => {
        const far = await serveStatus(status)
        assert.deepEqual(await reasonOf(atPort(place, far.port)), expected)
        await far.close()
      })
    }
  })
}

/** The same store at another port, or under a name. */
function atPort(place: Store, port: number, host = '127.0.0.1'): Partial<Place> {
  const text = JSON.stringify({ settings: place.settings, gcs_url: place.gcs_url })
  const moved = JSON.parse(text.replaceAll(`127.0.0.1:${place.line.port}`, `${host}:${port}`))
  if (moved.settings.kind === 'sftp') Object.assign(moved.settings, { port, host })
  return moved
}

describe('An SFTP server', { skip: lacking('sftp') }, () => {
  it('with another host key than the pinned one gets no password and no file', async () => {
    const place = await openSftp()
    const settings = { ...place.settings, host_key_sha256: `SHA256:${'A'.repeat(43)}` } as DestinationSettings
    const { error } = await upload(destinationTo({ ...place, settings }), 'a.tif', aFile(10))
    assert.deepEqual([error?.reason, error?.is_final], ['INVALID_SETTINGS', true])
    assert.match(error!.message, /SHA256:[A-Za-z0-9+/]{43}/)
    await place.close()
  })

  it('that forbids something is told which permission is missing', async () => {
    const place = await openSftp(['remove'])
    const destination = destinationTo(place)
    const steps = await destination.verify(never)
    assert.deepEqual(
      steps.map(({ step, worked }) => [step, worked]),
      [
        ['look', true],
        ['write', true],
        ['read', true],
        ['remove', false],
      ],
    )
    assert.equal(steps[3]!.missing_permission, 'remove files from the folder (w, x)')
    await destination.close()
    await place.close()
  })
})

describe('A bucket whose policy lacks a permission', { skip: lacking('s3') }, () => {
  const all = [
    's3:PutObject',
    's3:GetObject',
    's3:DeleteObject',
    's3:ListBucket',
    's3:ListMultipartUploadParts',
    's3:AbortMultipartUpload',
  ]
  let place: Store
  before(async () => {
    place = await openS3()
  })
  after(() => place.close())

  async function missing(actions: string[]) {
    const credentials = await grantS3(place, actions)
    const destination = destinationTo({ ...place, credentials })
    const steps = await destination.verify(never)
    await destination.close()
    return steps
      .filter(({ worked }) => !worked)
      .map(({ step, missing_permission }) => [step, missing_permission])
  }

  it('is told which, and is content with exactly those of the guide', async () => {
    assert.deepEqual(await missing(all), [])
    // Without s3:ListBucket Amazon hides whether a file is there; this store does not.
    const expected: Record<string, string[][]> = {
      's3:PutObject': [['write', 's3:PutObject']],
      's3:GetObject': [
        ['look', 's3:GetObject'],
        ['read', 's3:GetObject'],
      ],
      's3:DeleteObject': [['remove', 's3:DeleteObject']],
      's3:ListMultipartUploadParts': [['resume', 's3:ListMultipartUploadParts']],
      's3:AbortMultipartUpload': [['discard', 's3:AbortMultipartUpload']],
    }
    for (const [action, steps] of Object.entries(expected)) {
      assert.deepEqual(await missing(all.filter((one) => one !== action)), steps, action)
    }
  })
})

describe('The guide of destinations', () => {
  const guide = readFileSync(new URL('../../docs/guides/destinations.md', import.meta.url), 'utf8')
  const examples = [...guide.matchAll(/```json\n(\{ "settings".*?)```/gs)].map(([, text]) =>
    JSON.parse(text!),
  )

  it('shows settings and credentials of every kind as they are taken', () => {
    assert.deepEqual(new Set(examples.map(({ settings }) => settings.kind)), new Set(destination_kinds))
    for (const { settings, credentials } of examples) {
      const secret = credentials === null ? null : DestinationCredentials.parse(credentials)
      assert.equal(
        problemOfCredentials(DestinationSettings.parse(settings), secret),
        null,
        JSON.stringify(settings),
      )
    }
  })
})

describe('A disk that is full', { skip: !canMount() && 'only root can mount a small disk' }, () => {
  let disk: string
  before(async () => {
    disk = await mkdtemp(path.join(tmpdir(), 'swath-disk-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk])
  })
  after(async () => {
    execFileSync('umount', ['-l', disk])
    await rm(disk, { recursive: true })
  })

  async function check(place: Place) {
    const destination = destinationTo(place)
    const { error, state } = await upload(destination, 'big.tif', aFile(9 * MiB))
    assert.deepEqual([error?.reason, error?.is_final], ['NO_SPACE', false], error?.message)
    assert.equal(await place.read('big.tif'), undefined)
    if (state) await destination.discard('big.tif', state)
    await destination.close()
    await place.close()
  }

  it('is NO_SPACE of a folder', async () => {
    const place = await openFolderStore()
    const root_folder = path.join(disk, 'root')
    await mkdir(root_folder)
    await check({ ...place, root_folder })
  })

  it('is NO_SPACE of an SFTP server', { skip: lacking('sftp') }, async () => {
    await check(await openSftp([], path.join(disk, 'sftp')))
  })
})

describe('A folder', () => {
  it('is nowhere but below what the operator has set aside', async () => {
    const place = await openFolderStore()
    const outside = await mkdtemp(path.join(tmpdir(), 'swath-outside-'))
    await mkdir(path.join(place.root_folder!, 'of/customer/inside'), { recursive: true })
    await symlink(outside, path.join(place.root_folder!, 'of/customer/out'))
    await symlink('inside', path.join(place.root_folder!, 'of/customer/in'))
    const destination = destinationTo(place)
    for (const name of ['out/a.tif', 'out/deeper/a.tif']) {
      assert.equal((await upload(destination, name, aFile(10))).error?.reason, 'ADDRESS_REFUSED')
    }
    assert.equal((await upload(destination, 'in/a.tif', aFile(10))).error, undefined)
    // A link under the file's own name is replaced, not followed.
    await writeFile(path.join(outside, 'target'), 'theirs')
    await symlink(path.join(outside, 'target'), path.join(place.root_folder!, 'of/customer/link.tif'))
    assert.equal((await upload(destination, 'link.tif', aFile(10))).error, undefined)
    assert.throws(() => destinationTo({ ...place, root_folder: undefined as never }), {
      reason: 'INVALID_SETTINGS',
    })
    await rm(outside, { recursive: true })
    await place.close()
  })
})

describe('Settings of a destination', () => {
  it('cannot lead the identity of this server to somebody else', () => {
    const s3 = { kind: 's3', bucket: 'abc', region: 'eu-west-1', endpoint: 'https://evil.example' }
    const azure = { kind: 'azure_blob', account_url: 'https://evil.example', container: 'abc' }
    for (const settings of [s3, azure]) {
      assert.notEqual(problemOfCredentials(DestinationSettings.parse(settings), null), null)
    }
    const ours = { ...azure, account_url: 'https://abc.blob.core.windows.net' }
    assert.equal(problemOfCredentials(DestinationSettings.parse(ours), null), null)
    const key = { client_email: 'a@example.com', private_key: 'x', token_uri: 'https://evil.example' }
    assert.equal(DestinationCredentials.safeParse(key).success, false)
  })

  it('are refused when they would mean something else elsewhere', () => {
    const wrong = [
      { kind: 'folder', folder: '../elsewhere' },
      { kind: 'folder', folder: '/etc' },
      {
        kind: 'sftp',
        host: 'h',
        user: 'u',
        folder: 'a/../../b',
        host_key_sha256: `SHA256:${'A'.repeat(43)}`,
      },
      { kind: 'sftp', host: 'h', user: 'u', folder: 'a', host_key_sha256: 'MD5:00' },
      { kind: 'https_put', base_url: 'https://user:password@example.com' },
      { kind: 'https_put', base_url: 'https://example.com/?a=b' },
      { kind: 's3', bucket: 'Not A Bucket', region: 'eu-west-1' },
      { kind: 's3', bucket: 'abc', region: 'evil.example/' },
      { kind: 's3', bucket: 'abc', region: 'eu-west-1', access_key_id: 'in the open' },
    ]
    for (const settings of wrong)
      assert.equal(DestinationSettings.safeParse(settings).success, false, JSON.stringify(settings))
    for (const name of ['Host', 'Content-Length', 'Transfer-Encoding']) {
      assert.equal(DestinationCredentials.safeParse({ headers: { [name]: 'x' } }).success, false, name)
    }
    assert.equal(DestinationCredentials.safeParse({ headers: { 'x-key': 'a\r\nhost: b' } }).success, false)
  })
})

describe('A store that lets this server in by its own identity', () => {
  it('takes files of the contract that it names, and of no other', async () => {
    const claim = (text: string | undefined) => new Ownership('cont.1', async () => text).check()
    await claim('cont.1\n')
    for (const text of [undefined, '', 'cont.2', 'cont.1 cont.2']) {
      await assert.rejects(claim(text), { reason: 'ACCESS_DENIED' })
    }
  })
})

function canMount(): boolean {
  const folder = path.join(tmpdir(), `swath-mount-${process.pid}`)
  try {
    execFileSync('mkdir', ['-p', folder])
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder])
    return true
  } catch {
    return false
  } finally {
    execFileSync('rmdir', [folder])
  }
}
