import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { CredentialsOf, DestinationSettings } from '@swath/contract/destination-kinds'
import ssh from 'ssh2'
import { Outbound } from '../server/src/outbound/outbound.ts'
import type { OutgoingFile } from '../server/src/uploads/destination.ts'
import { openS3Client } from '../server/src/uploads/s3-client.ts'
import { destinationTo, never, type Place } from '../server/test/open-destinations.ts'
import { lacking, openS3, openSftp, type Store } from '../server/test/stores.ts'
import type { Figure } from './figure.ts'
import { ratio } from './page.ts'
import { counted, Missing } from './size.ts'

const MiB = 1024 * 1024
const part_bytes = 8 * MiB

interface Source extends OutgoingFile {
  path: string
}

/**
 * A file of 1 GiB (or so many MiB as an argument says) to a real server through us, with every checksum and with
 * its state kept after each part, against the same file to the same server by the bare library, without either. SFTP
 * has no checksums: there a destination reads the file back, which the bare library does not.
 */
export async function benchmarkDelivery(): Promise<Figure[]> {
  const size_bytes = counted(1024, 20) * MiB
  const folder = await mkdtemp(path.join(tmpdir(), 'swath-bench-delivery-'))
  try {
    const small = await makeFile(path.join(folder, 'small.tif'), 16 * MiB)
    const file = await makeFile(path.join(folder, 'image.tif'), size_bytes)
    const figures: Figure[] = []
    if (!lacking('s3')) figures.push(...(await compare('s3', await openS3(), [small, file], putWithS3, 0.5)))
    if (!lacking('sftp'))
      figures.push(...(await compare('sftp', await openSftp(), [small, file], putWithSsh, 0.3)))
    if (figures.length === 0) throw new Missing(`${lacking('s3')}; ${lacking('sftp')}`)
    return figures
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function compare(
  kind: string,
  store: Store,
  [small, file]: [Source, Source],
  bare: typeof putWithS3,
  least: number,
) {
  // Not through the line that the tests break.
  const place = { ...store, ...store.direct }
  const destination = destinationTo(place)
  const put = (name: string, file: Source) =>
    destination.put(name, file, { keep: async () => undefined, signal: never })
  try {
    await put('warm.tif', small)
    await bare(place, small, 'warm-bare.tif')
    const through_us = await measure(() => put('ours.tif', file))
    const by_library = await measure(() => bare(place, file, 'bare.tif'))
    const speed = ({ seconds }: Measured) => file.size_bytes / MiB / seconds
    const told = [through_us, by_library].map((one) => `${Math.round(speed(one))} MiB/s, ${one.peak_mib} MiB`)
    console.log(`delivery to ${kind}: ${told[0]} of memory through us; ${told[1]} by the bare library`)
    return [
      ratio(
        `${file.size_bytes / MiB} MiB to ${kind}: ours / bare library`,
        speed(through_us),
        speed(by_library),
        least,
      ),
      {
        what: `peak memory of the process meanwhile, MiB above rest`,
        figure: String(through_us.peak_mib),
        target: '<= 160',
        holds: through_us.peak_mib <= 160,
      },
    ]
  } finally {
    await destination.close()
    await store.close()
  }
}

interface Measured {
  seconds: number
  peak_mib: number
}

async function measure(work: () => Promise<void>): Promise<Measured> {
  const rest = process.memoryUsage.rss()
  let peak = rest
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 20)
  const start = performance.now()
  await work()
  clearInterval(watch)
  return { seconds: (performance.now() - start) / 1000, peak_mib: Math.round((peak - rest) / MiB) }
}

/** Sparse: the disk of this side is not what is measured. */
async function makeFile(file: string, size_bytes: number): Promise<Source> {
  const handle = await open(file, 'w')
  await handle.truncate(size_bytes)
  await handle.close()
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return {
    path: file,
    size_bytes,
    sha256: hash.digest('hex'),
    media_type: 'image/tiff',
    open: () => createReadStream(file, { highWaterMark: MiB }),
  }
}

/** Four parts at a time, as the SDK's own uploader does. */
async function putWithS3({ settings, credentials }: Place, file: Source, name: string) {
  const s3 = settings as Extract<DestinationSettings, { kind: 's3' }>
  const host = {
    outbound: new Outbound(['127.0.0.1']),
    root_folder: undefined,
    contract_id: '',
    timeout_ms: 60_000,
  }
  const { sdk, client, close } = await openS3Client(s3, credentials as CredentialsOf<'s3'>, host)
  const target = { Bucket: s3.bucket, Key: name }
  const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(target))
  const handle = await open(file.path)
  const Parts: { PartNumber: number; ETag: string }[] = []
  const count = Math.ceil(file.size_bytes / part_bytes)
  let next = 0
  const work = async () => {
    while (next < count) {
      const index = next++
      const { buffer, bytesRead } = await handle.read(
        Buffer.allocUnsafe(part_bytes),
        0,
        part_bytes,
        index * part_bytes,
      )
      const part = { ...target, UploadId, PartNumber: index + 1, Body: buffer.subarray(0, bytesRead) }
      const { ETag } = await client.send(new sdk.UploadPartCommand(part))
      Parts.push({ PartNumber: index + 1, ETag: ETag! })
    }
  }
  await Promise.all([work(), work(), work(), work()])
  await handle.close()
  Parts.sort((a, b) => a.PartNumber - b.PartNumber)
  await client.send(
    new sdk.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }),
  )
  close()
}

async function putWithSsh({ settings, credentials }: Place, file: Source, name: string) {
  const { host, port, user, folder } = settings as Extract<DestinationSettings, { kind: 'sftp' }>
  const client = new ssh.Client()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  client.once('ready', resolve).once('error', reject)
  const { private_key } = credentials as { private_key: string }
  client.connect({ host, port, username: user, privateKey: private_key })
  await promise
  const sftp = await new Promise<ssh.SFTPWrapper>((done, fail) =>
    client.sftp((error, sftp) => (error ? fail(error) : done(sftp))),
  )
  await promisify((done: (error?: Error | null) => void) =>
    sftp.fastPut(file.path, `${folder}/${name}`, done),
  )()
  client.end()
}
