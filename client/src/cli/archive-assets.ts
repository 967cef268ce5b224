import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Problem } from '@swath/contract/errors'

type Json = Readonly<Record<string, unknown>>

/**
 * Assets beside an item have addresses relative to it. The server knows one folder, and takes paths below that.
 *
 * @param file where the item was read
 * @param archive_dir the folder that the server has as SWATH_ARCHIVE_DIR, as this machine sees it
 */
export function withServerHrefs(
  item: Json,
  file: string,
  archive_dir: string,
): { item: Json; problems: Problem[] } {
  const problems: Problem[] = []
  if (!isObject(item.assets)) return { item, problems }
  const assets = Object.entries(item.assets).map(([key, asset]) => {
    if (!isObject(asset) || typeof asset.href !== 'string' || isElsewhere(asset.href)) return [key, asset]
    const href = below(archive_dir, targetOf(asset.href, file))
    if (href !== undefined) return [key, { ...asset, href }]
    const message = `${asset.href} is not below ${archive_dir}, from which the server takes files (--archive-dir)`
    problems.push({ pointer: `/assets/${key}/href`, code: 'outside_archive_dir', message })
    return [key, asset]
  })
  return { item: { ...item, assets: Object.fromEntries(assets) }, problems }
}

/** The server judges these. */
const isElsewhere = (href: string) => /^[a-z][a-z0-9+.-]*:/i.test(href) && !href.startsWith('file:')

function targetOf(href: string, file: string): string {
  if (href.startsWith('file:')) return fileURLToPath(href)
  return path.resolve(path.dirname(file), href)
}

function below(folder: string, target: string): string | undefined {
  const relative = path.relative(path.resolve(folder), target)
  const is_below = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative)
  return is_below ? relative.split(path.sep).join('/') : undefined
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
