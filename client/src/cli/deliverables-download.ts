import path from 'node:path'
import { Command } from 'commander'
import type { SwathClient } from '../client.ts'
import type { DeliveredFile } from '../deliverables.ts'
import { downloadFile } from '../download.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { exit_codes } from './failures.ts'
import { note, type OutputFlags, printLine, withOutput } from './output.ts'
import { TerminalBar } from './progress.ts'
import { repeated } from './repeated.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  to: string
  level?: string
  file?: string[]
}

export function deliverablesDownloadCommand(): Command {
  const command = new Command('download')
    .description('Download files, checked by their SHA-256; run again, it goes on where it broke off')
    .argument('<ids...>', 'ids of orders or of deliverables')
    .option('--to <folder>', 'where the files go, in a folder for each order', '.')
    .option('--level <level>', 'only this processing level, such as L1D')
    .option('--file <key>', 'only these files, such as analytic; may be repeated', repeated)
  return withConnection(withOutput(command)).action(download)
}

async function download(ids: string[], flags: Flags): Promise<void> {
  const swath = await clientOf(flags)
  let count = 0
  const keys = new Set<string>()
  for (const id of ids) {
    for (const { order_id, deliverable_id } of await deliveredOf(swath, id, flags)) {
      for await (const file of swath.deliverables.files(deliverable_id)) {
        keys.add(file.key)
        if (flags.file && !flags.file.includes(file.key)) continue
        await downloadOne(swath, deliverable_id, file, path.join(flags.to, order_id), flags)
        count += 1
      }
    }
  }
  if (count > 0) return
  const there_is = keys.size > 0 ? `its files are ${[...keys].join(', ')}` : what_is_delivered
  note(`There is nothing to download: ${there_is}`)
  process.exitCode = exit_codes.partly
}

const what_is_delivered = 'swath deliverables list tells what is delivered'

async function deliveredOf(swath: SwathClient, id: string, { level }: Flags) {
  const all = id.startsWith('deliv.')
    ? [await swath.deliverables.get(id)]
    : await swath.orders.deliverables(id, { status: 'DELIVERED', limit: 1000 }).all()
  return all.filter(({ processing_level }) => level === undefined || processing_level === level)
}

async function downloadOne(
  swath: SwathClient,
  deliverable_id: string,
  file: DeliveredFile,
  folder: string,
  flags: Flags,
) {
  const bar = progressOf(file)
  try {
    const kept = await downloadFile(swath.deliverables, deliverable_id, file, folder, {
      onProgress: bar.update,
    })
    const { key, size_bytes, sha256 } = file
    bar.stop()
    printLine(
      flags,
      { deliverable_id, key, path: kept, size_bytes, sha256 },
      () => `${kept}  sha256 ${sha256}`,
    )
  } finally {
    bar.stop()
  }
}

/** On the terminal of the standard error; nothing where there is none. */
function progressOf(file: DeliveredFile) {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined }
  const format = '{bar} {percentage}%  {file}  {eta_formatted} left'
  const bar = new TerminalBar(format, { clearOnComplete: true })
  bar.start(file.size_bytes, 0, { file: file.file_name })
  return { update: (received_bytes: number) => bar.update(received_bytes), stop: () => bar.stop() }
}
