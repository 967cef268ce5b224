import type { CaptureAccess, CaptureReport, CollectionLimits } from '@swath/contract/captures'
import type { DeliverableReport, ReportedFile } from '@swath/contract/deliverables'
import type { Constraint, Opportunity, Pass } from '@swath/contract/feasibility'
import type { Geometry } from '@swath/contract/geometry'
import type { Nei } from '@swath/contract/nei'
import type { PlannerSettings } from '@swath/contract/planner-provider'
import type { PriorityClass } from '@swath/contract/priority-classes'
import type { CancellationAnswer } from '@swath/contract/provider-protocol/answers'
import type { Capabilities } from '@swath/contract/provider-protocol/capabilities'
import type { ReasonCode } from '@swath/contract/reasons'
import type { ProcessingLevel } from '@swath/contract/states'
import type { AreaStrip } from '../lib/geo/frames.ts'
import type { Swath } from '../lib/geo/swath.ts'

export interface CollectionWindow {
  start: Date
  end: Date
}

/** Images that are there already: which ones are wanted. */
export interface ImageWish {
  /** The contract that may see the images. */
  contract_id: string
  geometry: Geometry
  limits: Pick<CollectionLimits, 'max_cloud_pct'>
  /** This one; without it, any. */
  outcome_id?: string
  /** Taken in this interval, as STAC writes it. */
  datetime?: string
}

/** Whose order it is, what was sold, and how much it matters: who plans weighs orders against each other by it. */
export interface OrderStanding {
  /** Providers that are reached over a network are told a pseudonym in its place, see `Pseudonyms` of the contracts. */
  contract_id: string
  sku: string
  priority_class: PriorityClass
  /** Until when the contract promises to deliver; null where satellites and weather decide. */
  promised_at: Date | null
}

/** An order that is placed, or that somebody is about to place. */
export interface AskedOrder extends ImageWish, OrderStanding {
  window: CollectionWindow
  limits: CollectionLimits
  /** The satellite, the time and the direction of a capture in space; everything else is no limit then. */
  nei?: Nei
  /** The strips of an area that are to be seen, every one of them; a point and an image of the archive have none. */
  strips: AreaStrip[]
  /** The reservation of the pass that it is for: what it holds is not in its own way. */
  reservation_id?: string
  /** The customer's order name and labels; the sandbox finds its scenarios in them. */
  order_name: string
  metadata: Record<string, string>
}

export interface OrderToAssess extends AskedOrder {
  order_id: string
}

export type Assessment = { feasible: true } | { feasible: false; reason_code: ReasonCode; message: string }

/** An image that is there already, and what is known of how it was made. */
export interface Source {
  outcome_id: string
  acquired_at: string
  access: CaptureAccess
  cloud_cover_pct: number | null
  footprint: Geometry
  /** The levels to which it has been processed. */
  processing_levels: ProcessingLevel[]
}

export interface OpportunityRequest extends Omit<OrderToAssess, 'order_id' | 'outcome_id' | 'datetime'> {
  /** The image round a point; an area has none. */
  footprint: { width_km: number; length_km: number } | null
  /** The most opportunities that are wanted. */
  limit: number
}

/** A pass as a provider tells it; what it does not tell is not known. */
export type FoundPass = Pass &
  Partial<Pick<Opportunity, 'orbit_direction' | 'ground_sample_distance_m' | 'clear_basis'>>

export interface Opportunities {
  opportunities: FoundPass[]
  has_more: boolean
  /** The reason, if there is no opportunity. */
  constraint: Constraint | null
}

export interface CaptureToPlan extends OrderStanding {
  capture_id: string
  order_id: string
  /** The rectangle that the camera is to see. */
  frame: Geometry
  attempt: number
  window: CollectionWindow
  limits: CollectionLimits
  /** The pass that was reserved, and no other: it becomes that of the capture. */
  reservation_id?: string
  nei?: Nei
  processing_levels: string[]
  order_name: string
  metadata: Record<string, string>
}

/** A pass that an order is about to name. */
export interface PassToReserve extends OrderStanding {
  reservation_id: string
  satellite_name: string
  start: string
  end: string
  /** The target of the camera: a point, or the one strip of an area. */
  geometry: Geometry
}

export type Reservation = { reserved: true } | { reserved: false; message: string }

/** An area that a provider divides into frames itself. */
export interface FramesToPlan extends Pick<OrderStanding, 'contract_id' | 'sku'> {
  order_id: string
  geometry: Geometry
  window: CollectionWindow
  limits: CollectionLimits
  /** The most that the order may have. */
  max_frames: number
}

/** Files to be made of an image that is there already. */
export interface ProductsToMake {
  capture_id: string
  order_id: string
  source: Source
  /** The part of the image that is wanted. */
  target: Geometry
  /** The products; one that is present need not be processed first. */
  products: { processing_level: ProcessingLevel; is_present: boolean }[]
  /** The higher the sooner. */
  priority: number
  order_name: string
  metadata: Record<string, string>
}

export type HoursToDeliver = Readonly<Record<ProcessingLevel, number>>

/**
 * The port to whoever flies satellites or has images. Every call may be repeated with the same id and then changes
 * nothing; a call that cannot reach the provider throws and is tried again later. What happens afterwards
 * arrives as reports at `/ops/v1/`.
 */
export interface Provider {
  /** The name that credentials have which may report on its captures. */
  readonly name: string
  /** By which it signs what it sends to us; several while one is changed. */
  readonly secrets?: readonly string[]
  /** The view of its cameras on the ground: areas are divided, priced and planned by it. */
  readonly swath: Swath
  /** It delivers a product of each level so many hours after the end of a collection: downlink, then processing. */
  readonly hours_to_deliver: HoursToDeliver
  /** A system that tells nothing by itself, and is asked what became of its orders. */
  readonly elsewhere?: Elsewhere
  /** It may refuse to cancel a capture, so it is asked before an order is canceled. */
  readonly confirms_cancellation?: boolean
  /** Asks it what it can do, if that can change. */
  capabilities?(): Promise<Capabilities>
  /** A constellation that this server plans. */
  readonly planner?: PlannerSettings
  /** Whether it carries out orders of a SKU. */
  serves(sku: string): boolean
  assess(order: AskedOrder): Promise<Assessment>
  /** A provider that has images says which it would use. Others have to make them. */
  sources?(wish: ImageWish): Promise<Source[]>
  /** When it could collect something; it reserves nothing. Without it, nobody knows before it has the order. */
  opportunities?(request: OpportunityRequest): Promise<Opportunities>
  /**
   * Keeps a pass for an order, until a capture takes it over or it is released: at once and for one alone. Without it,
   * orders cannot name a pass.
   */
  reserve?(pass: PassToReserve): Promise<Reservation>
  release?(reservation_id: string): Promise<void>
  /** Divides an area into the frames that its images show; whoever does not is given strips of its swath. */
  frames?(request: FramesToPlan): Promise<Geometry[]>
  plan(capture: CaptureToPlan): Promise<void>
  /** Makes products of an image that is there. */
  produce(products: ProductsToMake): Promise<void>
  /** A capture that it does not know is canceled; one that it refuses to cancel goes on. */
  cancel(capture_id: string): Promise<CancellationAnswer>
}

/** A file that is offered; its size and digest may be unknown until somebody has read it. */
export type OfferedFile = Omit<ReportedFile, 'size_bytes' | 'sha256'> &
  Partial<Pick<ReportedFile, 'size_bytes' | 'sha256'>>

type Ready = Omit<Extract<DeliverableReport, { status: 'ready' }>, 'files'> & { files: OfferedFile[] }

/** A piece of news of an order elsewhere: of its capture, or of one of its products. */
export type Told =
  | { report: CaptureReport }
  | { level: ProcessingLevel; report: Exclude<DeliverableReport, { status: 'ready' }> | Ready }

export interface News {
  /** Oldest first. What was told before is told again with the same `report_id`. */
  told: Told[]
  /** Nothing more will be told. */
  is_over: boolean
}

/** A system that carries out captures as orders of its own, and tells nothing by itself: it is asked. */
export interface Elsewhere {
  /** @returns the id of the order there @throws Refusal, and errors after which it may have been placed or not */
  order(capture: CaptureToPlan): Promise<string>
  /** The ids of orders there that were placed since then and look as this capture would be ordered. */
  find(capture: CaptureToPlan, since: Date): Promise<string[]>
  news(order_id: string, capture: CaptureToPlan, now: Date): Promise<News>
  /** @returns whether it will not be carried out */
  cancel(order_id: string): Promise<boolean>
}

/** Remembers which captures are orders elsewhere. */
export interface Forwards {
  /** Orders a capture there, once, however often it is asked and whatever answers are lost. @throws Refusal */
  order(provider: string, elsewhere: Elsewhere, capture: CaptureToPlan): Promise<void>
  /** @returns whether it will not be carried out */
  cancel(elsewhere: Elsewhere, capture_id: string): Promise<boolean>
}
