import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import type { CredentialsOf, DestinationSettings } from '@swath/contract/destination-kinds'
import type * as Ssh from 'ssh2'
import { DestinationError, type DestinationHost } from './destination.ts'

/** The most that every server of SFTP takes in one request. */
const packet_bytes = 32 * 1024
/** Requests under way at once: a far end may be a tenth of a second away. */
const window = 64

/** One connection. What it does not know, such as the folder, its destination knows. */
export class SftpSession {
  #client: Ssh.Client
  #sftp: Ssh.SFTPWrapper
  /** The failure of the connection: requests that were under way only say that there was no response. */
  #failure: () => Error | undefined

  private constructor(client: Ssh.Client, sftp: Ssh.SFTPWrapper, failure: () => Error | undefined) {
    this.#client = client
    this.#sftp = sftp
    this.#failure = failure
  }

  /** @throws DestinationError, and errors of the network */
  static async open(
    settings: Extract<DestinationSettings, { kind: 'sftp' }>,
    credentials: CredentialsOf<'sftp'>,
    { outbound, timeout_ms }: DestinationHost,
    onClose: () => void,
  ): Promise<SftpSession> {
    const { default: ssh } = await import('ssh2')
    // Connected to by us: what was checked is what is talked to.
    const sock = await outbound.connect(settings.host, settings.port, timeout_ms)
    const client = new ssh.Client()
    let failure: Error | undefined
    client.on('error', (error) => {
      failure ??= error
    })
    // A question after the end would never be answered.
    const end = () => {
      failure ??= Object.assign(new Error('The connection has ended'), { code: 'ECONNRESET' })
      onClose()
    }
    client.on('close', end)
    sock.on('error', (error) => {
      failure ??= error
    })
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const foreign = { key: '' }
    client.once('ready', resolve)
    client.once('error', reject)
    client.once('close', () => reject(failure))
    client.connect({
      sock,
      username: settings.user,
      readyTimeout: timeout_ms,
      hostVerifier: (key: Buffer) => {
        foreign.key = fingerprintOf(key)
        return foreign.key === settings.host_key_sha256
      },
      ...authenticationOf(credentials),
    })
    try {
      await promise
      const sftp = await promisify<Ssh.SFTPWrapper>((done) =>
        client.sftp(done as Parameters<Ssh.Client['sftp']>[0]),
      )()
      return new SftpSession(client, sftp, () => failure)
    } catch (error) {
      client.destroy()
      sock.destroy()
      throw foreign.key === '' || foreign.key === settings.host_key_sha256
        ? (failure ?? error)
        : foreignKey(foreign.key)
    }
  }

  /** Opens, works, closes. */
  async withFile<T>(
    path: string,
    flags: 'r' | 'r+' | 'w' | 'a',
    work: (handle: Buffer) => Promise<T>,
  ): Promise<T> {
    const handle = await this.#call<Buffer>((sftp, done) => sftp.open(path, flags, done))
    try {
      return await work(handle)
    } finally {
      // A connection that is lost has closed it already.
      await this.#call((sftp, done) => sftp.close(handle, done)).catch(() => undefined)
    }
  }

  async write(handle: Buffer, bytes: Buffer, from_byte: number): Promise<void> {
    const count = Math.ceil(bytes.length / packet_bytes)
    let next = 0
    const work = async () => {
      while (next < count) {
        const at = next++ * packet_bytes
        const length = Math.min(packet_bytes, bytes.length - at)
        await this.#call<void>((sftp, done) => sftp.write(handle, bytes, at, length, from_byte + at, done))
      }
    }
    await allOf(Array.from({ length: window }, work))
  }

  /** Makes what was written safe, where the server knows how. */
  async sync(handle: Buffer): Promise<void> {
    await this.#call<void>((sftp, done) => sftp.ext_openssh_fsync(handle, done)).catch(ifUnsupported)
  }

  /** The content in order, with many requests ahead. */
  async *read(handle: Buffer, size_bytes: number): AsyncGenerator<Buffer> {
    const ahead: Promise<Buffer>[] = []
    for (let asked = 0, given = 0; given < size_bytes; given += packet_bytes) {
      for (; asked < size_bytes && ahead.length < window; asked += packet_bytes) {
        const packet = this.#readAt(handle, asked, Math.min(packet_bytes, size_bytes - asked))
        // It is awaited later, if nothing fails before.
        packet.catch(() => undefined)
        ahead.push(packet)
      }
      yield await ahead.shift()!
    }
  }

  async size(path: string): Promise<number | undefined> {
    const found = await this.#call<Ssh.Stats>((sftp, done) => sftp.stat(path, done)).catch(ifAbsent)
    return found?.isFile() ? found.size : undefined
  }

  /** In one step and over what is there, where the server knows how. */
  async rename(from: string, to: string): Promise<void> {
    try {
      await this.#call<void>((sftp, done) => sftp.ext_openssh_rename(from, to, done))
    } catch (error) {
      ifUnsupported(error)
      await this.remove(to)
      await this.#call<void>((sftp, done) => sftp.rename(from, to, done))
    }
  }

  async remove(path: string): Promise<void> {
    await this.#call<void>((sftp, done) => sftp.unlink(path, done)).catch(ifAbsent)
  }

  async makeFolder(path: string): Promise<void> {
    if (path === '' || path === '/' || path === '.') return
    const found = await this.#call<Ssh.Stats>((sftp, done) => sftp.stat(path, done)).catch(ifAbsent)
    if (found !== undefined) return
    await this.makeFolder(path.split('/').slice(0, -1).join('/'))
    const exists = async (error: unknown) => {
      // Another upload may have made it meanwhile.
      if ((await this.#call<Ssh.Stats>((sftp, done) => sftp.stat(path, done)).catch(ifAbsent)) === undefined)
        throw error
    }
    await this.#call<void>((sftp, done) => sftp.mkdir(path, done)).catch(exists)
  }

  /** Free bytes of the disk; undefined if the server does not say. */
  async freeBytes(path: string): Promise<number | undefined> {
    const call = this.#call<{ f_frsize: number; f_bavail: number }>((sftp, done) =>
      sftp.ext_openssh_statvfs(path, done),
    )
    const disk = await call.catch(() => undefined)
    return disk && Number(disk.f_frsize) * Number(disk.f_bavail)
  }

  end() {
    this.#client.destroy()
  }

  async #readAt(handle: Buffer, from_byte: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length)
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    this.#sftp.read(handle, bytes, 0, length, from_byte, (error, read) =>
      error ? reject(error) : resolve(read),
    )
    const read = await promise.catch((error) => Promise.reject(this.#failure() ?? error))
    if (read === length) return bytes
    return Buffer.concat([
      bytes.subarray(0, read),
      await this.#readAt(handle, from_byte + read, length - read),
    ])
  }

  async #call<T>(
    ask: (sftp: Ssh.SFTPWrapper, done: (error: Error | null | undefined, result?: T) => void) => void,
  ) {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const failure = this.#failure()
    if (failure) throw failure
    ask(this.#sftp, (error, result) => (error ? reject(this.#failure() ?? error) : resolve(result as T)))
    return promise
  }
}

/** As `ssh-keygen -lf` prints it. */
function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

function foreignKey(key: string): DestinationError {
  return new DestinationError(
    'INVALID_SETTINGS',
    `The server shows another host key than host_key_sha256: ${key}`,
  )
}

function authenticationOf(credentials: CredentialsOf<'sftp'>): Ssh.ConnectConfig {
  if ('password' in credentials) return { password: credentials.password }
  const { private_key, passphrase } = credentials
  return { privateKey: private_key, ...(passphrase === undefined ? {} : { passphrase }) }
}

/** The first failure, but only when all have ended: none may write behind our back. */
async function allOf(tasks: Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(tasks)).find((task) => task.status === 'rejected')
  if (failed) throw failed.reason
}

export const sftp_codes = { no_such_file: 2, permission_denied: 3, failure: 4, unsupported: 8 }

function ifAbsent(error: { code?: unknown }): undefined {
  if (error.code !== sftp_codes.no_such_file) throw error
}

/** An extension that the server does not announce throws at once, or is refused. */
function ifUnsupported(error: unknown): undefined {
  const { code, message } = error as { code?: unknown; message: string }
  if (code !== sftp_codes.unsupported && !/does not support/i.test(message)) throw error
}
