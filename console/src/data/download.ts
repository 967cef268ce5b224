import type { SwathClient } from '@swath/client/client'
import { DownloadError } from '@swath/client/errors'
import type { Asset } from '@swath/contract/deliverables'

/**
 * Fetches a file, compares it with the checksum that was announced, and gives it to the browser to keep.
 * @param tell share of the bytes that have arrived, from 0 to 1
 * @throws ApiError, ConnectionError, DownloadError
 */
export async function downloadFile(
  swath: SwathClient,
  file: { deliverable_id: string; key: string; asset: Asset },
  tell: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { asset, deliverable_id, key } = file
  const response = await swath.deliverables.openFile(deliverable_id, key, { signal })
  const parts: BlobPart[] = []
  let received = 0
  const reader = response.body!.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value)
    received += read.value.length
    tell(received / asset.size_bytes)
  }
  const whole = new Blob(parts, { type: asset.type })
  await compare(whole, asset)
  save(whole, asset.title)
}

async function compare(file: Blob, { sha256, title }: Asset) {
  // Browsers have it only on pages that came by https or from this machine.
  if (!crypto.subtle) return
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  const found = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (found !== sha256) {
    throw new DownloadError(`${title} did not arrive as it was announced; try again.`)
  }
}

export function save(file: Blob, file_name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = file_name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
