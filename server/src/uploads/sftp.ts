import { Readable } from 'node:stream'
import type {
  CredentialsOf,
  DestinationReason,
  DestinationSettings,
  VerifyStep,
} from '@swath/contract/destination-kinds'
import {
  checkPath,
  DestinationError,
  type DestinationHost,
  type ExpectedFile,
  joinPath,
  type OpenDestination,
  type OutgoingFile,
  type PutOptions,
  type ResumeState,
  temporaryName,
} from './destination.ts'
import { toDestinationError } from './failures.ts'
import { type Permissions, probe } from './probe.ts'
import { SftpSession, sftp_codes } from './sftp-session.ts'
import { differsAtFarEnd, isContent, piecesOf } from './source.ts'

const piece_bytes = 8 * 1024 * 1024
const permissions: Permissions = {
  look: 'read the folder (r, x)',
  write: 'make files in the folder and rename them (w, x)',
  read: 'read files in the folder (r)',
  remove: 'remove files from the folder (w, x)',
}

/** A folder of an SFTP server. */
export class SftpDestination implements OpenDestination {
  #folder: string
  #open: () => Promise<SftpSession>
  #session: Promise<SftpSession> | undefined

  constructor(
    settings: Extract<DestinationSettings, { kind: 'sftp' }>,
    credentials: CredentialsOf<'sftp'>,
    host: DestinationHost,
  ) {
    this.#folder = settings.folder
    this.#open = () => {
      const session = SftpSession.open(settings, credentials, host, () => this.#forget(session))
      return session
    }
  }

  put(path: string, file: OutgoingFile, options: PutOptions): Promise<void> {
    return this.#try(path, options.signal, async (session, target) => {
      const folder = folderOf(target)
      await session.makeFolder(folder)
      const temporary = temporaryName(path, file.sha256)
      const part = siblingOf(target, temporary)
      await this.#writePart(session, part, file, options, temporary).catch(async (error) => {
        throw await fullDisk(session, folder, file, error)
      })
      if (await hasContent(session, part, file)) return session.rename(part, target)
      await session.remove(part)
      throw differsAtFarEnd(path)
    })
  }

  has(path: string, expected: ExpectedFile, signal: AbortSignal): Promise<boolean> {
    return this.#try(path, signal, (session, target) => hasContent(session, target, expected))
  }

  remove(path: string): Promise<void> {
    return this.#try(path, undefined, (session, target) => session.remove(target))
  }

  discard(path: string, { temporary }: ResumeState): Promise<void> {
    return this.#try(path, undefined, (session, target) =>
      session.remove(siblingOf(target, String(temporary))),
    )
  }

  verify(signal: AbortSignal): Promise<VerifyStep[]> {
    return probe(this, signal, permissions)
  }

  async close(): Promise<void> {
    const session = this.#session
    this.#forget(session)
    // The caller that could not open it has been told.
    const opened = await session?.catch(() => undefined)
    opened?.end()
  }

  #forget(session: Promise<SftpSession> | undefined) {
    if (this.#session === session) this.#session = undefined
  }

  async #try<T>(
    path: string,
    signal: AbortSignal | undefined,
    work: (session: SftpSession, target: string) => Promise<T>,
  ): Promise<T> {
    checkPath(path)
    const stop = () => void this.close()
    try {
      signal?.throwIfAborted()
      this.#session ??= this.#open()
      // Nothing else ends requests that are under way.
      signal?.addEventListener('abort', stop, { once: true })
      return await work(await this.#session, this.#folder === '/' ? `/${path}` : joinPath(this.#folder, path))
    } catch (error) {
      if (signal?.aborted) throw toDestinationError(signal.reason, path, () => 'INTERRUPTED')
      if (!(error instanceof DestinationError)) await this.close()
      throw toDestinationError(error, path, reasonOfSftp)
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  async #writePart(
    session: SftpSession,
    part: string,
    file: OutgoingFile,
    { resume, keep, signal }: PutOptions,
    temporary: string,
  ) {
    const kept_bytes = resume?.kept_bytes ?? 0
    // Somebody may have removed the part.
    const from_byte = kept_bytes > 0 && ((await session.size(part)) ?? 0) >= kept_bytes ? kept_bytes : 0
    await session.withFile(part, from_byte > 0 ? 'r+' : 'w', async (handle) => {
      await keep({ kept_bytes: from_byte, temporary })
      for await (const piece of piecesOf(file, piece_bytes)) {
        signal.throwIfAborted()
        const to_byte = piece.from_byte + piece.bytes.length
        if (to_byte <= from_byte) continue
        await session.write(handle, piece.bytes, piece.from_byte)
        await session.sync(handle)
        await keep({ kept_bytes: to_byte, temporary })
      }
    })
  }
}

/** SFTP has no checksums, so the file is read back. */
async function hasContent(session: SftpSession, path: string, expected: ExpectedFile): Promise<boolean> {
  const size = await session.size(path)
  if (size !== expected.size_bytes) return false
  return session.withFile(path, 'r', (handle) =>
    isContent(Readable.from(session.read(handle, size)), expected),
  )
}

/** OpenSSH says of a full disk that there was a failure, and no more. */
async function fullDisk(
  session: SftpSession,
  folder: string,
  file: OutgoingFile,
  error: unknown,
): Promise<unknown> {
  if ((error as { code?: unknown }).code !== sftp_codes.failure) return error
  const free_bytes = await session.freeBytes(folder === '' ? '.' : folder)
  if (free_bytes === undefined || free_bytes >= Math.min(file.size_bytes, piece_bytes)) return error
  return new DestinationError('NO_SPACE', `The disk of the server is full: ${free_bytes} bytes are free`, {
    cause: error,
  })
}

function siblingOf(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + name
}

function folderOf(path: string): string {
  const end = path.lastIndexOf('/')
  return end === 0 ? '/' : path.slice(0, Math.max(0, end))
}

function reasonOfSftp(error: Error): DestinationReason | undefined {
  const { code, level, message } = error as { code?: unknown; level?: string; message: string }
  if (level === 'client-authentication') return 'ACCESS_DENIED'
  if (level === 'client-timeout' || /timed out/i.test(message)) return 'TIMEOUT'
  if (code === sftp_codes.permission_denied) return 'ACCESS_DENIED'
  if (code === sftp_codes.no_such_file) return 'NOT_FOUND'
  return undefined
}
