import type { SwathClient } from '@swath/client/client'
import { useEffect, useMemo, useState } from 'react'
import { Raster } from '../viewer/raster.ts'
import { useSwath } from './session.ts'

/** A working day: whoever looks at images does so for hours. */
const link_valid_for_s = 12 * 3600
/** Two images and their clouds are looked at together; those before them may come back. */
const most_open = 8

/** The images of deliverables that are open, each in a thread of its own. */
export class OpenRasters {
  readonly #swath: SwathClient
  /** From the one that was asked for first to the last. */
  readonly #open = new Map<string, Promise<Raster>>()

  constructor(swath: SwathClient) {
    this.#swath = swath
  }

  /** @throws ApiError, ConnectionError, or Error for a file that cannot be shown */
  get(deliverable_id: string, key: string): Promise<Raster> {
    const name = `${deliverable_id}/${key}`
    const raster = this.#open.get(name) ?? this.#read(deliverable_id, key)
    this.#open.delete(name)
    this.#open.set(name, raster)
    // One that failed may be asked for once more.
    raster.catch(() => this.#open.get(name) === raster && this.#open.delete(name))
    for (const [oldest] of this.#open) if (this.#open.size > most_open) this.#close(oldest)
    return raster
  }

  closeAll() {
    for (const name of this.#open.keys()) this.#close(name)
  }

  async #read(deliverable_id: string, key: string): Promise<Raster> {
    const { href } = await this.#swath.deliverables.link(deliverable_id, key, {
      valid_for_s: link_valid_for_s,
    })
    // The page may read only from where it is from; the server may have other names.
    const { pathname, search } = new URL(href)
    return Raster.open(new URL(`${pathname}${search}`, location.origin).href)
  }

  #close(name: string) {
    const raster = this.#open.get(name)
    this.#open.delete(name)
    raster?.then((one) => one.close()).catch(() => undefined)
  }
}

export function useOpenRasters(): OpenRasters {
  const swath = useSwath()
  const rasters = useMemo(() => new OpenRasters(swath), [swath])
  useEffect(() => () => rasters.closeAll(), [rasters])
  return rasters
}

export interface OpenedRaster {
  raster?: Raster
  error?: unknown
  /** Whether it is the one before that is still there. */
  is_before: boolean
  retry: () => void
}

/**
 * An image of a deliverable, as soon as it can be read, and until then the one before, which was looked at. Nothing is
 * opened without a key.
 */
export function useRaster(rasters: OpenRasters, deliverable_id: string | undefined, key: string | undefined) {
  const [opened, setOpened] = useState<{ name: string; raster?: Raster; error?: unknown }>()
  const [attempt, setAttempt] = useState(0)
  const name = deliverable_id && key && `${deliverable_id}/${key}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is made of the same
  useEffect(() => {
    if (!deliverable_id || !key || !name) return
    let is_gone = false
    const tell = (what: { raster: Raster } | { error: unknown }) => !is_gone && setOpened({ name, ...what })
    rasters.get(deliverable_id, key).then(
      (raster) => tell({ raster }),
      (error) => tell({ error }),
    )
    return () => {
      is_gone = true
    }
  }, [rasters, name, attempt])
  const retry = () => setAttempt(attempt + 1)
  const is_shown = name !== undefined && (opened?.name === name || opened?.error === undefined)
  const is_before = opened?.name !== name
  return { ...(is_shown ? opened : {}), is_before, retry } as OpenedRaster
}
