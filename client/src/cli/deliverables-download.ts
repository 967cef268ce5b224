import path from 'node:path'
import type { ZipChoice } from '@swath/contract/deliverables'
import { Command } from 'commander'
import type { SwathClient } from '../client.ts'
import type { DeliveredFile } from '../deliverables.ts'
import { downloadFile, downloadZip } from '../download.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { exit_codes } from './failures.ts'
import { note, type OutputFlags, printLine, withOutput } from './output.ts'
import { TerminalBar } from './progress.ts'
import { repeated } from './repeated.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  to: string
  level?: string
  file?: string[]
  zip?: true
}

export function deliverablesDownloadCommand(): Command {
  const command = new Command('download')
    .description('Download files, checked by their SHA-256; run again, it goes on where it broke off')
    .argument('<ids...>', 'ids of orders or of deliverables')
    .option('--to <folder>', 'where the files go, in a folder for each order', '.')
    .option('--level <level>', 'only this processing level, such as L1D')
    .option('--file <key>', 'only these files, such as analytic; may be repeated', repeated)
    .option('--zip', 'one zip for each order, which begins anew when it breaks off')
  return withConnection(withOutput(command)).action(download)
}

async function download(ids: string[], flags: Flags): Promise<void> {
  const swath = await clientOf(flags)
  if (flags.zip) return downloadZips(swath, ids, flags)
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

/** One zip of each order that is named, itself or by deliverables of it. */
async function downloadZips(swath: SwathClient, ids: string[], flags: Flags): Promise<void> {
  const { level, file: keys, to } = flags
  for (const [order_id, deliverable_ids] of await byOrder(swath, ids)) {
    const bar = progressOf()
    // The server knows the levels, and says which there are.
    const choice = { deliverable_ids, keys, processing_levels: level && [level] } as ZipChoice
    try {
      const kept = await downloadZip(swath.orders, order_id, to, {
        choice,
        onProgress: (received_bytes, size_bytes) =>
          bar.update(received_bytes, size_bytes, `order ${order_id}`),
      })
      bar.stop()
      printLine(flags, { order_id, path: kept }, () => kept)
    } finally {
      bar.stop()
    }
  }
}

/** @returns the deliverables that were named of each order; undefined where it was named itself */
async function byOrder(swath: SwathClient, ids: readonly string[]) {
  const chosen = new Map<string, string[] | undefined>()
  for (const id of ids) {
    if (!id.startsWith('deliv.')) {
      chosen.set(id, undefined)
      continue
    }
    const { order_id } = await swath.deliverables.get(id)
    if (!chosen.has(order_id) || chosen.get(order_id))
      chosen.set(order_id, [...(chosen.get(order_id) ?? []), id])
  }
  return chosen
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
  const bar = progressOf()
  try {
    const kept = await downloadFile(swath.deliverables, deliverable_id, file, folder, {
      onProgress: (received_bytes) => bar.update(received_bytes, file.size_bytes, file.file_name),
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

/** On the terminal of the standard error, from the first bytes on; nothing where there is none, or no end is known. */
function progressOf() {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined }
  const format = '{bar} {percentage}%  {file}  {eta_formatted} left'
  const bar = new TerminalBar(format, { clearOnComplete: true })
  return {
    update: (received_bytes: number, size_bytes: number | undefined, file: string) => {
      if (size_bytes === undefined) return
      if (!bar.isActive) bar.start(size_bytes, 0, { file })
      bar.update(received_bytes)
    },
    stop: () => bar.stop(),
  }
}
