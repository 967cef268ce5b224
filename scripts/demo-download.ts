import type { DeliveredFile } from '@swath/client/deliverables'
import { downloadFile } from '@swath/client/download'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Scene } from './demo-scene.ts'
import { bar, bold, dim, done } from './narrate.ts'
import { megabytes } from './narrate-units.ts'

/** Downloads every file of the deliverables, one row of a table for each that arrived whole. */
export async function downloadAll(scene: Scene, deliverables: Deliverable[], folder: string): Promise<void> {
  const { swath, narrator } = scene
  narrator.chapter('Download', `into ${folder}/`)
  let [files, bytes] = [0, 0]
  for (const { deliverable_id, processing_level } of deliverables) {
    narrator.print(`    ${bold(processing_level)} ${dim(deliverable_id)}`)
    for await (const file of swath.deliverables.files(deliverable_id)) {
      await downloadOne(scene, deliverable_id, file, folder)
      files += 1
      bytes += file.size_bytes
    }
  }
  narrator.print(`  ${done} ${files} files, ${megabytes(bytes)}, each with the announced SHA-256`)
}

async function downloadOne(
  { swath, narrator }: Scene,
  deliverable_id: string,
  file: DeliveredFile,
  folder: string,
) {
  let received = 0
  const name = file.file_name.padEnd(54)
  const download = downloadFile(swath.deliverables, deliverable_id, file, folder, {
    onProgress: (bytes) => (received = bytes),
  })
  await narrator.during(download, () => `  ${name}${bar(received, file.size_bytes)}`)
  const size = megabytes(file.size_bytes).padStart(8)
  narrator.print(`    ${done} ${name} ${size}  ${dim(`sha256 ${file.sha256.slice(0, 8)}…`)}`)
}
