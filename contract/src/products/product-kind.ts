import type { z } from 'zod'
import type { CollectionLimits } from '../captures.ts'
import type { Problem } from '../errors.ts'
import type { Geometry } from '../geometry.ts'
import type { Interval } from '../intervals.ts'
import type { PlaceOrder, TaskingParameters } from '../orders.ts'
import type { SkuTerms, Variant } from './terms.ts'

/** The schema of the parameters of all products, with the limits and defaults of one contract in it. */
export type AllParameters = z.ZodObject<Record<keyof TaskingParameters, z.ZodType>>

/** The longest window that each end of it may have by itself, and the widest limits. */
export interface Room {
  window: Interval
  limits: CollectionLimits
}

/**
 * A product: what makes it differ from others, whatever the contract. What it costs is not here, since prices, units
 * and minima are terms of the contract, and count for every product in the same way.
 */
export interface ProductKind {
  /** As customers call it. */
  name: string
  /** Adds the slots of a SKU to its name, so that no two SKUs of a contract are called the same. */
  nameVariant(variant: Variant): string[]
  geometries: readonly Geometry['type'][]
  /** An order is placed, or it appears by itself for what was downloaded. */
  ordered_by: 'request' | 'download'
  /** Whether satellites make its images, or they are in the archive already. This decides who plans the order. */
  images: 'collected' | 'archived'
  /** A target in space is seen at one moment only, and on no map. */
  shows: 'ground' | 'space'
  /**
   * The product of v1 whose tasks its orders are; null for orders that v1 does not show. Which SKU is ordered by a task
   * of it, the contract decides.
   */
  v1: { pk: number; name: string } | null
  /** The parameters that its orders take. */
  parameters(all: AllParameters): z.ZodObject
  /** From when to when an order is to be carried out: as it says itself, or as the contract does. */
  window(given: TaskingParameters, terms: SkuTerms, now: Date): Interval
  /** The limits that images have to keep to: as the order says itself, or as the contract does. */
  limits(given: TaskingParameters, terms: SkuTerms): CollectionLimits
  /** The faults of an order by the rules of the product. Rules that all products have are asked elsewhere. */
  problems(order: PlaceOrder, terms: SkuTerms, window: Interval, now: Date): Problem[]
  /** The faults of a window whose end was moved after the order was placed. */
  movedWindowProblems(given: TaskingParameters, terms: SkuTerms, window: Interval, now: Date): Problem[]
  /**
   * How far window and limits may be widened, each by itself; undefined where nothing can be. A longer window may only
   * bring more passes, never more images.
   */
  widest(given: TaskingParameters, terms: SkuTerms, window: Interval, now: Date): Room | undefined
  /** Which parameter leaves the order a single pass, that another order may have taken already. */
  singlePassBy(given: TaskingParameters): keyof TaskingParameters | undefined
}
