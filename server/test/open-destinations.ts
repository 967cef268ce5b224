// Common means of the tests of destinations: files to send, places to send them to, and ways to be interrupted.
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { Outbound } from '../src/outbound/outbound.ts'
import {
  DestinationError,
  type DestinationHost,
  type OpenDestination,
  type OutgoingFile,
  type ResumeState,
} from '../src/uploads/destination.ts'
import { GcsDestination } from '../src/uploads/gcs.ts'
import { openDestination } from '../src/uploads/open.ts'
import { filesIn, type Store } from './stores.ts'

export type Place = Omit<Store, 'line'> & { line?: Store['line']; root_folder?: string }

/** A signal that nobody gives. */
export const never = new AbortController().signal

export function destinationTo(place: Place, host: Partial<DestinationHost> = {}): OpenDestination {
  const { settings, credentials, gcs_url } = place
  const whole: DestinationHost = {
    outbound: new Outbound(['127.0.0.1']),
    root_folder: place.root_folder,
    contract_id: 'cont.1',
    timeout_ms: 20_000,
    ...host,
  }
  if (settings.kind !== 'gcs' || gcs_url === undefined) return openDestination(settings, credentials, whole)
  return new GcsDestination(settings, credentials as never, whole, {
    url: gcs_url,
    token: async () => 'a token',
  })
}

export async function openFolderStore(): Promise<Place> {
  const root_folder = await mkdtemp(path.join(tmpdir(), 'swath-folder-'))
  return {
    settings: { kind: 'folder', folder: 'of/customer' },
    credentials: null,
    root_folder,
    ...filesIn(path.join(root_folder, 'of/customer')),
    close: () => rm(root_folder, { recursive: true }),
  }
}

export function aFile(size_bytes: number): OutgoingFile {
  const bytes = randomBytes(size_bytes)
  return {
    size_bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    media_type: 'image/tiff',
    open: () => Readable.from(chunksOf(bytes), { objectMode: false }),
  }
}

function* chunksOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

interface Interruption {
  resume?: ResumeState | undefined
  /** The line is cut after so many bytes; where there is no line, the source fails. */
  cut?: number
  place?: Place
  /** The signal is given once so many bytes have been read. */
  abort?: number
}

/** @returns what came of it, the last state that was kept, and what went over the line */
export async function upload(
  destination: OpenDestination,
  name: string,
  file: OutgoingFile,
  { resume, cut, place, abort }: Interruption = {},
) {
  const { line } = place ?? {}
  line?.mend()
  if (cut !== undefined) line?.breakAfter(cut)
  const controller = new AbortController()
  const source = { ...file, open: () => file.open() }
  if (cut !== undefined && !line) source.open = () => failing(file, cut, () => new Error('The disk is gone'))
  if (abort !== undefined) {
    source.open = () =>
      failing(file, abort, () => {
        controller.abort()
        return undefined
      })
  }
  let state = resume
  const keep = async (kept: ResumeState) => {
    state = kept
  }
  const error = await destination.put(name, source, { resume, keep, signal: controller.signal }).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof DestinationError) return error
      throw error
    },
  )
  const sent_bytes = line?.sent_bytes ?? 0
  line?.mend()
  return { error, state, sent_bytes }
}

function failing(file: OutgoingFile, after_bytes: number, fail: () => Error | undefined): Readable {
  return Readable.from(
    (async function* () {
      let read = 0
      for await (const chunk of file.open()) {
        read += chunk.length
        const error = read > after_bytes ? fail() : undefined
        if (error) throw error
        yield chunk
      }
    })(),
    { objectMode: false },
  )
}
