import type { SwathClient } from '@swath/client/client'
import type { ZipChoice, ZipLink } from '@swath/contract/deliverables'

/**
 * Has the browser fetch a file of a deliverable straight to the disk, however large it is: by a link that needs no
 * token, and that lasts for an hour, so that a download that broke off can go on.
 * @throws ApiError, ConnectionError
 */
export async function downloadFile(
  swath: SwathClient,
  file: { deliverable_id: string; key: string; file_name: string },
) {
  const { href } = await swath.deliverables.link(file.deliverable_id, file.key)
  keep(fromHere(href), file.file_name)
}

/** The same of the files of an order, or of some of them, as one zip. */
export async function downloadZip(swath: SwathClient, order_id: string, choice: ZipChoice): Promise<ZipLink> {
  const link = await swath.orders.linkZip(order_id, choice)
  keep(fromHere(link.href), link.file_name)
  return link
}

/** Browsers keep a file, instead of showing it, only from where the page is from; the server may have other names. */
function fromHere(href: string): string {
  const { pathname, search } = new URL(href)
  return `${pathname}${search}`
}

/** Gives the browser something small to keep that the page has in memory. */
export function save(file: Blob, file_name: string) {
  const href = URL.createObjectURL(file)
  keep(href, file_name)
  setTimeout(() => URL.revokeObjectURL(href), 10_000)
}

function keep(href: string, file_name: string) {
  const link = document.createElement('a')
  link.href = href
  link.download = file_name
  link.click()
}
