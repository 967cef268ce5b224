// Real far ends of every kind of destination, on loopback, each in a folder of its own: OpenSSH, Azurite, the Versity
// S3 gateway and fake-gcs-server. Those that are not on this machine say so, and their tests are skipped.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { DestinationCredentials, DestinationSettings } from '@swath/contract/destination-kinds'
import { freePort } from '../../scripts/free-port.ts'
import { openGcsSessions } from './gcs-sessions.ts'
import { Line } from './line.ts'
import { serveUploads } from './uploads.ts'

const root = path.join(import.meta.dirname, '../..')

export interface Store {
  settings: DestinationSettings
  credentials: DestinationCredentials | null
  /** Credentials that are well-formed, and not those of anybody. */
  foreign_credentials?: DestinationCredentials
  /** The same store with a bucket, container or folder that is not there. */
  missing?: DestinationSettings
  /** For GCS: where it is instead of at Google. */
  gcs_url?: string
  /** Everything goes through it. */
  line: Line
  /** For benchmarks: past the line. */
  direct?: { settings: DestinationSettings }
  /** Reads a file as anybody else sees it under its name. */
  read(name: string): Promise<Buffer | undefined>
  /** The names of everything that is to be seen. */
  list(): Promise<string[]>
  close(): Promise<void>
}

export type StoreKind = 'sftp' | 's3' | 'azure_blob' | 'gcs' | 'https_put'

/** Why a kind cannot be tested on this machine; false if it can. */
export function lacking(kind: StoreKind): string | false {
  if (kind === 'sftp' && !existsSync('/usr/sbin/sshd'))
    return 'there is no /usr/sbin/sshd (Debian: openssh-server)'
  const program = { s3: 'versitygw', gcs: 'fake-gcs-server' }[kind as string]
  if (program && !existsSync(goProgram(program)))
    return `there is no ${program}: npm run conformance -- uploads installs it`
  return false
}

function goProgram(name: string): string {
  return path.join(root, '.cache/go/bin', name)
}

export function openStore(kind: StoreKind): Promise<Store> {
  return { sftp: openSftp, s3: openS3, azure_blob: openAzure, gcs: openGcs, https_put: openUploads }[kind]()
}

/** @param forbidden requests of the protocol that the server refuses */
export async function openSftp(forbidden: string[] = [], folder?: string): Promise<Store> {
  const home = await mkdtemp(path.join(tmpdir(), 'swath-sftp-'))
  const files = folder ?? path.join(home, 'files')
  await mkdir(files, { recursive: true })
  const key = (name: string) => path.join(home, name)
  for (const name of ['host', 'user', 'foreign']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key(name)])
  }
  const user = userInfo().username
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 })
  const port = await freePort()
  const forced = ['internal-sftp', ...(forbidden.length > 0 ? ['-P', forbidden.join(',')] : [])].join(' ')
  const config = `
    ListenAddress 127.0.0.1:${port}
    HostKey ${key('host')}
    PidFile none
    AuthorizedKeysFile ${key('user.pub')}
    StrictModes no
    UsePAM no
    PasswordAuthentication no
    PermitRootLogin prohibit-password
    Subsystem sftp internal-sftp
    ForceCommand ${forced}
  `
  await writeFile(key('config'), config)
  const stop = await start('/usr/sbin/sshd', ['-D', '-e', '-f', key('config')], port)
  const line = await Line.open(() => port)
  const fingerprint = execFileSync('ssh-keygen', ['-lf', key('host.pub')], { encoding: 'utf8' }).split(
    ' ',
  )[1]!
  const settings = {
    kind: 'sftp' as const,
    host: '127.0.0.1',
    port: line.port,
    user,
    folder: files,
    host_key_sha256: fingerprint,
  }
  return {
    settings,
    direct: { settings: { ...settings, port } },
    credentials: { private_key: await readFile(key('user'), 'utf8') },
    foreign_credentials: { private_key: await readFile(key('foreign'), 'utf8') },
    line,
    ...filesIn(files),
    close: async () => {
      await line.close()
      await stop()
      await rm(home, { recursive: true })
    },
  }
}

async function openUploads(): Promise<Store> {
  const folder = await mkdtemp(path.join(tmpdir(), 'swath-uploads-'))
  const server = await serveUploads(folder, 'a token')
  const line = await Line.open(() => server.port)
  return {
    settings: { kind: 'https_put', base_url: `http://127.0.0.1:${line.port}/incoming` },
    credentials: { bearer_token: 'a token' },
    foreign_credentials: { bearer_token: 'another token' },
    line,
    ...filesIn(path.join(folder, 'incoming')),
    close: async () => {
      await line.close()
      await server.close()
      await rm(folder, { recursive: true })
    },
  }
}

const s3_keys = { access_key_id: 'swath-test', secret_access_key: 'the secret of the S3 tests' }

/** @param disk where the buckets are */
export async function openS3(disk?: string): Promise<Store> {
  const home = await mkdtemp(path.join(tmpdir(), 'swath-s3-'))
  const buckets = disk ?? path.join(home, 'buckets')
  const folders = ['meta', 'iam'].map((name) => path.join(home, name))
  for (const folder of [path.join(buckets, 'deliveries'), ...folders])
    await mkdir(folder, { recursive: true })
  const port = await freePort()
  const { access_key_id, secret_access_key } = s3_keys
  const common = ['--port', `127.0.0.1:${port}`, '--access', access_key_id, '--secret', secret_access_key]
  const storage = ['posix', '--sidecar', folders[0]!, buckets]
  const more = ['--region', 'eu-west-1', '--iam-dir', folders[1]!, '--quiet', '--keep-alive']
  const stop = await start(goProgram('versitygw'), [...common, ...more, ...storage], port)
  const line = await Line.open(() => port)
  const settings = {
    kind: 's3' as const,
    bucket: 'deliveries',
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${line.port}`,
    prefix: 'from/swath',
    path_style: true,
  }
  return {
    settings,
    direct: { settings: { ...settings, endpoint: `http://127.0.0.1:${port}` } },
    credentials: s3_keys,
    foreign_credentials: { ...s3_keys, secret_access_key: 'another secret' },
    missing: { ...settings, bucket: 'missing' },
    line,
    ...filesIn(path.join(buckets, 'deliveries/from/swath')),
    close: async () => {
      await line.close()
      await stop()
      await rm(home, { recursive: true })
    },
  }
}

/** Another user of the S3 store, who may do so much and no more. */
export async function grantS3(store: Store, actions: readonly string[]): Promise<DestinationCredentials> {
  const { endpoint, bucket, region } = store.direct!.settings as Extract<DestinationSettings, { kind: 's3' }>
  const user = { access_key_id: 'limited', secret_access_key: 'the secret of the limited user' }
  const { access_key_id: accessKeyId, secret_access_key: secretAccessKey } = s3_keys
  const admin = ['admin', '--access', accessKeyId, '--secret', secretAccessKey, '--endpoint-url', endpoint!]
  const made = [
    'create-user',
    '--access',
    user.access_key_id,
    '--secret',
    user.secret_access_key,
    '--role',
    'user',
  ]
  // It is there already when its rights are changed.
  spawnSync(goProgram('versitygw'), [...admin, '--region', region, ...made])
  const { PutBucketPolicyCommand, S3Client } = await import('@aws-sdk/client-s3')
  const client = new S3Client({
    endpoint: endpoint!,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  })
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: [user.access_key_id] },
    Action: actions,
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  }
  await client.send(
    new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify({ Statement: [statement] }) }),
  )
  client.destroy()
  return user
}

/** The account of Azurite, documented for everybody. */
const azure_account = 'devstoreaccount1'
const azure_key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

async function openAzure(): Promise<Store> {
  const home = await mkdtemp(path.join(tmpdir(), 'swath-azure-'))
  const port = await freePort()
  const main = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js')
  const options = [
    '--blobPort',
    `${port}`,
    '--location',
    home,
    '--silent',
    '--skipApiVersionCheck',
    '--disableTelemetry',
  ]
  const stop = await start(process.execPath, [main, ...options], port)
  const line = await Line.open(() => port)
  const { ContainerClient, StorageSharedKeyCredential } = await import('@azure/storage-blob')
  const identity = new StorageSharedKeyCredential(azure_account, azure_key)
  const container = new ContainerClient(`http://127.0.0.1:${port}/${azure_account}/deliveries`, identity)
  await container.create()
  const settings = {
    kind: 'azure_blob' as const,
    account_url: `http://127.0.0.1:${line.port}/${azure_account}`,
    container: 'deliveries',
    prefix: 'from/swath',
  }
  return {
    settings,
    credentials: { account_key: azure_key },
    foreign_credentials: { account_key: Buffer.from('another key').toString('base64') },
    missing: { ...settings, container: 'missing' },
    line,
    read: async (name) => {
      const blob = container.getBlobClient(`from/swath/${name}`)
      return (await blob.exists()) ? blob.downloadToBuffer() : undefined
    },
    list: async () => {
      const names: string[] = []
      for await (const { name } of container.listBlobsFlat()) names.push(name.replace('from/swath/', ''))
      return names
    },
    close: async () => {
      await line.close()
      await stop()
      await rm(home, { recursive: true })
    },
  }
}

async function openGcs(): Promise<Store> {
  const home = await mkdtemp(path.join(tmpdir(), 'swath-gcs-'))
  await mkdir(path.join(home, 'deliveries'))
  const port = await freePort()
  const sessions = await openGcsSessions(port)
  const line = await Line.open(() => sessions.port)
  const url = `http://127.0.0.1:${line.port}`
  const where = ['-scheme', 'http', '-host', '127.0.0.1', '-port', `${port}`, '-external-url', url]
  const disk = ['-backend', 'filesystem', '-filesystem-root', home, '-log-level', 'error']
  const stop = await start(goProgram('fake-gcs-server'), [...where, ...disk], port)
  const settings = { kind: 'gcs' as const, bucket: 'deliveries', prefix: 'from/swath' }
  return {
    settings,
    credentials: { client_email: 'swath@example.com', private_key: 'none is needed' },
    missing: { ...settings, bucket: 'missing' },
    gcs_url: url,
    line,
    read: async (name) => {
      const object = encodeURIComponent(`from/swath/${name}`)
      const answer = await fetch(`http://127.0.0.1:${port}/storage/v1/b/deliveries/o/${object}?alt=media`)
      const body = Buffer.from(await answer.arrayBuffer())
      return answer.ok ? body : undefined
    },
    list: async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/storage/v1/b/deliveries/o`)
      const { items = [] } = (await answer.json()) as { items?: { name: string }[] }
      return items.map(({ name }) => name.replace('from/swath/', ''))
    },
    close: async () => {
      await line.close()
      await sessions.close()
      await stop()
      await rm(home, { recursive: true })
    },
  }
}

/** Reads a folder as others see it: names with a dot before them are not for them. */
export function filesIn(folder: string): Pick<Store, 'read' | 'list'> {
  return {
    read: (name) => readFile(path.join(folder, name)).catch(() => undefined),
    list: async () => {
      if (!existsSync(folder)) return []
      const found = readdirSync(folder, { recursive: true, withFileTypes: true })
      return found
        .filter((one) => one.isFile())
        .map((one) => path.relative(folder, path.join(one.parentPath, one.name)))
    },
  }
}

/** @returns what ends it */
async function start(command: string, args: string[], port: number): Promise<() => Promise<void>> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (bytes) => {
    said = (said + bytes).slice(-2000)
  })
  const ended = once(child, 'exit')
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  const until = performance.now() + 30_000
  while (!(await isListening(port))) {
    if (child.exitCode !== null || performance.now() > until)
      throw new Error(`${command} did not start: ${said}`)
    await wait(20)
  }
  return async () => {
    process.off('exit', end)
    child.kill('SIGTERM')
    const limit = setTimeout(end, 5000)
    await ended
    clearTimeout(limit)
  }
}

function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).finally(() => socket.destroy()) as Promise<boolean>
}
