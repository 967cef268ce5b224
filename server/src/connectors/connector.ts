import type { CollectionLimits } from '@swath/contract/captures'
import type { Constraint, Opportunity } from '@swath/contract/feasibility'
import type { Geometry } from '@swath/contract/geometry'
import type { Nei } from '@swath/contract/nei'
import type { ReasonCode } from '@swath/contract/reasons'

export interface CollectionWindow {
  start: Date
  end: Date
}

export interface OrderToAssess {
  order_id: string
  geometry: Geometry
  window: CollectionWindow
  limits: CollectionLimits
  /** Of a capture in space: from which satellite, when and where to; everything else is no limit then. */
  nei?: Nei
  /** The customer's order name and labels; the sandbox finds its scenarios in them. */
  order_name: string
  metadata: Record<string, string>
}

export type Assessment = { feasible: true } | { feasible: false; reason_code: ReasonCode; message: string }

export interface OpportunityRequest extends Omit<OrderToAssess, 'order_id'> {
  /** The image round a point; an area has none. */
  footprint: { width_km: number; length_km: number } | null
  /** How many opportunities are wanted at most. */
  limit: number
}

export interface Opportunities {
  opportunities: Opportunity[]
  has_more: boolean
  /** Where there is no opportunity: why. */
  constraint: Constraint | null
}

export interface CaptureToPlan {
  capture_id: string
  order_id: string
  /** What the camera is to see: a rectangle. */
  frame: Geometry
  attempt: number
  window: CollectionWindow
  limits: CollectionLimits
  nei?: Nei
  processing_levels: string[]
  order_name: string
  metadata: Record<string, string>
}

/**
 * The port to whoever flies the satellites. Every call may be repeated with the same id and then changes
 * nothing; a call that cannot reach the provider throws and is tried again later. What happens afterwards
 * arrives as reports at `/ops/v1/`.
 */
export interface Connector {
  assess(order: OrderToAssess): Promise<Assessment>
  /** When the provider could collect something; it reserves nothing. */
  opportunities(request: OpportunityRequest): Promise<Opportunities>
  plan(capture: CaptureToPlan): Promise<void>
  cancel(capture_id: string): Promise<void>
}
