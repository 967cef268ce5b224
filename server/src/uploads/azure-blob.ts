import { createHash } from 'node:crypto'
import type * as Azure from '@azure/storage-blob'
import type {
  CredentialsOf,
  DestinationReason,
  DestinationSettings,
  VerifyStep,
} from '@swath/contract/destination-kinds'
import {
  checkPath,
  type DestinationError,
  type DestinationHost,
  type ExpectedFile,
  joinPath,
  type OpenDestination,
  type OutgoingFile,
  type PutOptions,
} from './destination.ts'
import { reasonOfStatus, toDestinationError } from './failures.ts'
import { Ownership } from './ownership.ts'
import { sendPieces } from './parallel.ts'
import { type Permissions, probe } from './probe.ts'
import { differsAtFarEnd, type Piece, piecesOf } from './source.ts'

const MiB = 1024 * 1024
const smallest_block_bytes = 8 * MiB
const most_blocks = 50_000
const permissions: Permissions = {
  look: 'Read (r)',
  write: 'Create and Write (c, w)',
  read: 'Read (r)',
  remove: 'Delete (d)',
}

type Settings = Extract<DestinationSettings, { kind: 'azure_blob' }>
interface Session {
  container: Azure.ContainerClient
  close(): void
}

/** A container of Azure Blob Storage. */
export class AzureBlobDestination implements OpenDestination {
  #settings: Settings
  #open: () => Promise<Session>
  #session: Promise<Session> | undefined
  #ownership: Ownership | undefined

  constructor(settings: Settings, credentials: CredentialsOf<'azure_blob'> | null, host: DestinationHost) {
    this.#settings = settings
    this.#open = () => openContainer(settings, credentials, host)
    this.#ownership =
      credentials === null ? new Ownership(host.contract_id, (path) => this.#readText(path)) : undefined
  }

  put(path: string, file: OutgoingFile, { resume, keep, signal }: PutOptions): Promise<void> {
    return this.#try(path, async (blob) => {
      const block_bytes = Number(resume?.block_bytes ?? blockBytes(file.size_bytes))
      const kept = resume === undefined ? new Map<string, number>() : await uncommitted(blob, signal)
      const ids: string[] = []
      const send = async (piece: Piece) => {
        const id = blockId(piece)
        ids[piece.index] = id
        if (kept.get(id) !== piece.bytes.length) await stage(blob, id, piece.bytes, signal)
      }
      const state = (kept_bytes: number) => keep({ kept_bytes, block_bytes })
      if (resume === undefined) await state(0)
      await sendPieces(piecesOf(file, block_bytes), block_bytes, send, state)
      await blob.commitBlockList(ids, {
        metadata: { sha256: file.sha256 },
        blobHTTPHeaders: { blobContentType: file.media_type },
        abortSignal: signal,
      })
      // Each block was compared by its MD5 as it came; whether they are all there, in order, the list has said.
      if (!(await isBlob(blob, file, signal))) throw differsAtFarEnd(path)
    })
  }

  has(path: string, expected: ExpectedFile, signal: AbortSignal): Promise<boolean> {
    return this.#try(path, (blob) => isBlob(blob, expected, signal))
  }

  remove(path: string): Promise<void> {
    return this.#try(path, async (blob) => {
      await blob.deleteIfExists()
    })
  }

  /** Azure has no call for it: blocks that belong to no blob are not seen, and end after a week by themselves. */
  async discard(): Promise<void> {
    return undefined
  }

  verify(signal: AbortSignal): Promise<VerifyStep[]> {
    const claim = {
      step: 'claim' as const,
      permission: 'swath-contract.txt',
      succeeded: 'the container says that it takes the files of this contract',
      run: () =>
        this.#ownership!.check().catch((error) => Promise.reject(toAzureError(error, 'swath-contract.txt'))),
    }
    return probe(this, signal, permissions, { before: this.#ownership ? [claim] : [] })
  }

  async close(): Promise<void> {
    // The caller that could not open it has been told.
    const session = await this.#session?.catch(() => undefined)
    session?.close()
  }

  async #try<T>(path: string, work: (blob: Azure.BlockBlobClient) => Promise<T>): Promise<T> {
    checkPath(path)
    try {
      await this.#ownership?.check()
      return await work(await this.#blob(path))
    } catch (error) {
      throw toAzureError(error, path)
    }
  }

  async #blob(path: string): Promise<Azure.BlockBlobClient> {
    this.#session ??= this.#open()
    const { container } = await this.#session
    return container.getBlockBlobClient(joinPath(this.#settings.prefix, path))
  }

  async #readText(path: string): Promise<string | undefined> {
    const blob = await this.#blob(path)
    return (await blob.downloadToBuffer(0, 200).catch(ifNoBlob))?.toString('utf8')
  }
}

async function openContainer(
  { account_url, container }: Settings,
  credentials: CredentialsOf<'azure_blob'> | null,
  { outbound, timeout_ms }: DestinationHost,
): Promise<Session> {
  const sdk = await import('@azure/storage-blob')
  const url = outbound.check(account_url)
  const agents = outbound.agents(timeout_ms)
  const agent = url.protocol === 'https:' ? agents.https : agents.http
  // The SDK hands what it does not name itself to the HTTP pipeline below it, which takes an agent.
  const options = {
    agent,
    retryOptions: { maxTries: 2, retryDelayInMs: 100 },
  } as Azure.StoragePipelineOptions
  const { identity, query } = await identityOf(sdk, url, credentials)
  const container_url = `${account_url.replace(/\/$/, '')}/${container}${query}`
  const close = () => {
    agents.http.destroy()
    agents.https.destroy()
  }
  return { container: new sdk.ContainerClient(container_url, sdk.newPipeline(identity, options)), close }
}

async function identityOf(sdk: typeof Azure, url: URL, credentials: CredentialsOf<'azure_blob'> | null) {
  if (credentials === null) {
    const { DefaultAzureCredential } = await import('@azure/identity')
    return { identity: new DefaultAzureCredential(), query: '' }
  }
  if ('sas_token' in credentials) {
    return { identity: new sdk.AnonymousCredential(), query: `?${credentials.sas_token.replace(/^\?/, '')}` }
  }
  // Emulators and custom domains have the account's name in the path.
  const account = url.pathname === '/' ? url.hostname.split('.')[0]! : url.pathname.split('/')[1]!
  return { identity: new sdk.StorageSharedKeyCredential(account, credentials.account_key), query: '' }
}

async function stage(blob: Azure.BlockBlobClient, id: string, bytes: Buffer, abortSignal: AbortSignal) {
  const transactionalContentMD5 = createHash('md5').update(bytes).digest()
  await blob.stageBlock(id, bytes, bytes.length, { transactionalContentMD5, abortSignal })
}

/** The blocks that the far end itself says it has. */
async function uncommitted(
  blob: Azure.BlockBlobClient,
  abortSignal: AbortSignal,
): Promise<Map<string, number>> {
  const list = await blob.getBlockList('uncommitted', { abortSignal }).catch(ifNoBlob)
  return new Map(list?.uncommittedBlocks?.map(({ name, size }) => [name, size]))
}

async function isBlob(blob: Azure.BlockBlobClient, expected: ExpectedFile, abortSignal: AbortSignal) {
  const found = await blob.getProperties({ abortSignal }).catch(ifNoBlob)
  return found?.contentLength === expected.size_bytes && found.metadata?.sha256 === expected.sha256
}

/** It says what is in the block, so that an upload is continued only with the same bytes. */
function blockId({ index, bytes }: Piece): string {
  const place = Buffer.alloc(4)
  place.writeUInt32BE(index)
  return Buffer.concat([place, createHash('sha256').update(bytes).digest()]).toString('base64')
}

function blockBytes(size_bytes: number): number {
  return Math.max(smallest_block_bytes, Math.ceil(size_bytes / most_blocks / MiB) * MiB)
}

function ifNoBlob(error: { statusCode?: number; code?: string }): undefined {
  if (error.statusCode !== 404 || error.code === 'ContainerNotFound') throw error
}

const codes: Readonly<Record<string, DestinationReason>> = {
  Md5Mismatch: 'CHECKSUM_MISMATCH',
  AbortError: 'INTERRUPTED',
  CredentialUnavailableError: 'ACCESS_DENIED',
}

function toAzureError(error: unknown, what: string): DestinationError {
  return toDestinationError(error, what, (one) => {
    const { code = '', statusCode } = one as { code?: string; statusCode?: number }
    return (
      codes[code] ?? codes[one.name] ?? (statusCode === undefined ? undefined : reasonOfStatus(statusCode))
    )
  })
}
