import type { CollectionLimits } from '@swath/contract/captures'
import { type ReasonCode, reasons } from '@swath/contract/reasons'
import {
  type CaptureStatus,
  type DeliverableStatus,
  isOneOf,
  open_deliverable_statuses,
  type ProcessingLevel,
} from '@swath/contract/states'
import { nextExpectedAt, type StripFacts } from './rules.ts'
import { deliveryAt, type Hours } from './timeline.rules.ts'

/** A part of an order with what there is to tell of it while the order goes on. */
export interface StripSituation extends StripFacts {
  ends_at: string | null
  hours_to_deliver: Hours | null
  satellite_name: string | null
  cloud_cover_pct: number | null
  /** The products of the newest attempt. */
  products: {
    processing_level: ProcessingLevel
    status: DeliverableStatus
    reason_code: ReasonCode | null
  }[]
  last_failure: Failure | null
}

interface Failure {
  attempt: number
  reason_code: ReasonCode
  cloud_cover_pct: number | null
  failed_at: string
}

type Limits = Pick<CollectionLimits, 'max_cloud_pct'>

export interface Situation {
  message: string
  /** Why something is missing as yet. */
  reason_code: ReasonCode | null
}

/** Tells how an open order stands, by the newest facts of its parts. */
export function situationOf(strips: readonly StripSituation[], limits: Limits): Situation {
  const failed = strips.filter(isSetBack).toSorted(byFailure).at(-1)
  const lost = strips.flatMap(({ products }) => products).find(({ status }) => status === 'FAILED')
  const reason_code = failed?.last_failure?.reason_code ?? lost?.reason_code ?? null
  const message = strips.length === 1 ? tellOne(strips[0]!, limits) : tellAll(strips, failed, limits)
  return { message, reason_code }
}

/** The next collection or delivery, as far as it can be foretold; a delivery that is late cannot. */
export function nextStepAt(strips: readonly StripSituation[], window_end: Date, now: Date): Date | null {
  const deliveries = strips.flatMap(({ products, ends_at, is_retrieved, hours_to_deliver }) =>
    products
      .filter(({ status }) => isOneOf(open_deliverable_statuses, status))
      .flatMap(({ processing_level }) => {
        if (is_retrieved) return [window_end]
        return ends_at === null ? [] : deliveryAt(new Date(ends_at), processing_level, hours_to_deliver)
      }),
  )
  const collection = nextExpectedAt(strips)
  const steps = [...(collection ? [collection] : []), ...deliveries.filter((at) => at >= now)]
  return steps.length === 0 ? null : new Date(Math.min(...steps.map(Number)))
}

/** Its newest attempt has not made up for the one before, or was the last. */
const isSetBack = ({ status, last_failure }: StripSituation) =>
  last_failure !== null && ['queued', 'scheduled', 'collecting', 'failed'].includes(status)

const byFailure = (one: StripSituation, other: StripSituation) =>
  Date.parse(one.last_failure!.failed_at) - Date.parse(other.last_failure!.failed_at)

/** "Attempt 8 had 62 % clouds, at most 20 % are wanted; next pass 29 Nov 11:34 UTC." */
function tellOne(strip: StripSituation, limits: Limits): string {
  if (!isSetBack(strip)) return sentence([outlook(strip)])
  const { attempt } = strip.last_failure!
  return sentence([`attempt ${attempt} ${failureOf(strip.last_failure!, limits)}`, ...nextTry(strip)])
}

/** "1 of 3 images delivered, 2 waiting for a pass. Attempt 2 at one of them had 62 % clouds, ...; next pass ..." */
function tellAll(
  strips: readonly StripSituation[],
  failed: StripSituation | undefined,
  limits: Limits,
): string {
  const counts = Map.groupBy(strips, ({ status }) => status)
  const count = (status: CaptureStatus) => counts.get(status)?.length ?? 0
  const others = phases.filter(([status]) => count(status) > 0)
  const state = [
    `${count('published')} of ${strips.length} images delivered`,
    ...others.map(([status, word]) => `${count(status)} ${word}`),
  ].join(', ')
  const failure = failed?.last_failure
  const setback = failure ? [`attempt ${failure.attempt} at one of them ${failureOf(failure, limits)}`] : []
  const pass = nextExpectedAt(strips)
  const more = [...setback, ...(pass ? [`next pass ${minute(pass)}`] : [])]
  return [sentence([state]), ...(more.length > 0 ? [sentence(more)] : [])].join(' ')
}

const phases: [CaptureStatus, string][] = [
  ['acquired', 'being processed'],
  ['collecting', 'being collected'],
  ['scheduled', 'planned'],
  ['queued', 'waiting for a pass'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
]

function failureOf({ reason_code, cloud_cover_pct }: Failure, { max_cloud_pct }: Limits): string {
  if (reason_code === 'CLOUD_COVER_EXCEEDED' && cloud_cover_pct !== null) {
    return `had ${percent(cloud_cover_pct)} clouds, at most ${percent(max_cloud_pct)} are wanted`
  }
  const { meaning } = reasons[reason_code]
  return `failed: ${meaning[0]!.toLowerCase()}${meaning.slice(1, -1)}`
}

function nextTry({ status, starts_at, satellite_name }: StripSituation): string[] {
  if (status === 'queued') return ['the next pass is being chosen']
  if (status === 'scheduled') return [`next pass ${minute(new Date(starts_at!))}`]
  return status === 'collecting' ? [`the next is being collected${by(satellite_name)}`] : []
}

function outlook({ status, is_retrieved, starts_at, satellite_name, ...image }: StripSituation): string {
  if (status === 'queued')
    return is_retrieved ? 'the image is taken from the archive' : 'a satellite pass is being chosen'
  if (status === 'scheduled')
    return `the image will be collected on ${minute(new Date(starts_at!))}${by(satellite_name)}`
  if (status === 'collecting') return `the image is being collected${by(satellite_name)}`
  if (status === 'failed' || status === 'canceled') return `the image is ${status}`
  const { cloud_cover_pct, products } = image
  const clouds = cloud_cover_pct === null ? '' : ` with ${percent(cloud_cover_pct)} clouds`
  const image_is = `the image is ${is_retrieved ? 'found in the archive' : 'collected'}${clouds}`
  return products.length === 0 ? image_is : `${image_is}; ${products.map(productState).join(', ')}`
}

function productState({ processing_level, status }: StripSituation['products'][number]): string {
  return `${processing_level} is ${product_words[status]}`
}

const product_words: Record<DeliverableStatus, string> = {
  QUEUED: 'waiting to be processed',
  PROCESSING: 'being processed',
  DELIVERED: 'delivered',
  FAILED: 'failed',
  CANCELED: 'canceled',
  REJECTED: 'rejected',
}

const by = (satellite_name: string | null) => (satellite_name === null ? '' : ` by ${satellite_name}`)

const percent = (pct: number) => `${Math.round(pct * 10) / 10} %`

/** 29 Nov 11:34 UTC. */
function minute(at: Date): string {
  const [, day, month, , time] = at.toUTCString().split(' ')
  return `${Number(day)} ${month} ${time!.slice(0, 5)} UTC`
}

function sentence(parts: readonly string[]): string {
  const text = parts.join('; ')
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`
}
