import type { Geometry } from '@swath/contract/geometry'
import type { V1Product, V1Settings } from '@swath/contract/v1-provider'
import { z } from 'zod'
import { centreOf } from '../../lib/geo/centre.ts'
import { NoAnswer } from '../../outbound/as-fetch.ts'
import type { CaptureToPlan, Elsewhere, News } from '../provider.ts'
import { Refusal } from '../refusal.ts'
import { type LegacyApi, LegacyRefusal } from './api.ts'
import { newsOfCapture, newsOfEnd, V1Capture, V1Scene, V1Task } from './news.ts'

/** Captures as tasks of a v1 system, which are called by their ids: so each is found again. */
export class V1Orders implements Elsewhere {
  #name: string
  #api: LegacyApi
  #settings: V1Settings

  constructor(name: string, api: LegacyApi, settings: V1Settings) {
    this.#name = name
    this.#api = api
    this.#settings = settings
  }

  async order(capture: CaptureToPlan): Promise<string> {
    const product = this.#settings.products[capture.sku]
    if (!product) throw new Error(`${this.#name} has no product for ${capture.sku}`)
    const { project_name } = this.#settings
    try {
      return String(
        V1Task.parse(await this.#api.create({ ...taskOf(capture, product), project_name })).task_id,
      )
    } catch (error) {
      if (!(error instanceof LegacyRefusal)) throw error
      throw new Refusal(this.#name, { class: 'never', message: error.message.slice(0, 500) })
    }
  }

  async find({ capture_id }: CaptureToPlan, since: Date): Promise<string[]> {
    for await (const page of this.#api.tasks()) {
      const tasks = z.array(V1Task).parse(page)
      const found = tasks.find(({ task_name }) => task_name === capture_id)
      if (found) return [String(found.task_id)]
      if (tasks.some(({ created_time }) => Date.parse(created_time) < since.getTime())) return []
    }
    return []
  }

  async news(task_id: string, capture: CaptureToPlan, now: Date): Promise<News> {
    const task = await this.#task(task_id)
    const is_over = task.status !== 'received'
    const captures = z.array(V1Capture).parse(await this.#api.captures(task.task_id))
    // Attempts that failed there are followed by others there; the last one counts.
    const last = captures.at(-1)
    const scenes =
      last?.status === 'published' && last.sceneset_id ? await this.#scenesOf(last.sceneset_id) : []
    if (last?.status === 'published' && scenes.length === 0) {
      throw new NoAnswer(
        `${this.#name} has published the capture ${last.capture_id} and shows no scene of it`,
      )
    }
    // As long as the task is open there, other levels may follow.
    const expected = { frame: capture.frame, processing_levels: is_over ? capture.processing_levels : [] }
    const told = [...(last ? newsOfCapture(last, scenes, expected, now) : []), ...newsOfEnd(task, now)]
    return { told, is_over }
  }

  async cancel(task_id: string): Promise<boolean> {
    if ((await this.#task(task_id)).status === 'received') await this.#api.cancel(Number(task_id))
    const { status } = await this.#task(task_id)
    return status !== 'received' && status !== 'completed'
  }

  async #task(task_id: string): Promise<V1Task> {
    return V1Task.parse(await this.#api.task(Number(task_id)))
  }

  async #scenesOf(sceneset_id: string): Promise<V1Scene[]> {
    return z.array(V1Scene).parse(await this.#api.scenes(sceneset_id))
  }
}

function taskOf({ capture_id, frame, window }: CaptureToPlan, { product, target }: V1Product) {
  const { lon, lat } = centreOf(frame)
  const point = (): Geometry => ({ type: 'Point', coordinates: [lon, lat] })
  return {
    task_name: capture_id,
    product,
    target: target === 'area' ? frame : point(),
    start: window.start.toISOString(),
    end: window.end.toISOString(),
    max_captures: 1,
  }
}
