import { inThread } from '../threads.ts'
import type { ProducedFile, ProductRequest } from './deliverable.ts'
import { produceDeliverable } from './product.ts'
import type { SpaceScene } from './star-field.ts'
import { produceStarField } from './star-product.ts'

interface Making {
  request: ProductRequest
  /** The scene, if the image is of something in space. */
  space: SpaceScene | undefined
}

/** Makes the files of one deliverable, in another thread. */
export function produceElsewhere(making: Making): Promise<ProducedFile[]> {
  return inThread(import.meta.url, produce, making)
}

/** @inThread */
export function produce({ request, space }: Making): Promise<ProducedFile[]> {
  return space ? produceStarField(request, space) : produceDeliverable(request)
}
