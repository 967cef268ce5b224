/** The statuses of a STAPI order, as news of the capture that it is to make. */
import type { CaptureAccess } from '@swath/contract/captures'
import type { ReasonCode } from '@swath/contract/reasons'
import type { Link, Order, OrderStatus } from './documents.ts'

export type News =
  | { status: 'scheduled'; access: CaptureAccess }
  | { status: 'collecting' }
  | { status: 'failed'; reason_code: ReasonCode; message: string }
  /** The links lead to what was made. */
  | { status: 'completed'; links: readonly Link[] }

/** A piece of news, with the id by which it is told once. */
export type Told = News & { report_id: string; occurred_at: string }

/** The meaning of each status to us; one that is not listed tells nothing that an order has a state for. */
const meanings: Readonly<Record<string, News['status']>> = {
  scheduled: 'scheduled',
  tasked: 'scheduled',
  processing: 'collecting',
  completed: 'completed',
  rejected: 'failed',
  cancelled: 'failed',
  user_cancelled: 'failed',
  expired: 'failed',
  failed: 'failed',
}

/** The statuses after which a server says nothing more. */
export const isOver = ({ status_code }: OrderStatus): boolean => {
  const meaning = meanings[status_code]
  return meaning === 'failed' || meaning === 'completed'
}

const reasons: Readonly<Record<string, ReasonCode>> = {
  cloud_cover: 'CLOUD_COVER_EXCEEDED',
  competition: 'NO_CAPACITY',
  invalid_geometry: 'NOT_FEASIBLE',
}
const reasons_of_status: Readonly<Record<string, ReasonCode>> = {
  rejected: 'NOT_FEASIBLE',
  expired: 'NO_ACCESS_IN_WINDOW',
}

/** @param statuses oldest first; each keeps its place, so that its report is known again */
export function newsOf(order: Order, statuses: readonly OrderStatus[]): Told[] {
  return statuses.flatMap((status) => {
    const news = meaningOf(order, status)
    if (!news) return []
    const report_id = `${order.id}/${status.timestamp}/${status.status_code}`
    return [{ ...news, report_id, occurred_at: new Date(status.timestamp).toISOString() }]
  })
}

function meaningOf(order: Order, status: OrderStatus): News | undefined {
  switch (meanings[status.status_code]) {
    case 'scheduled':
      return { status: 'scheduled', access: accessOf(order) }
    case 'collecting':
      return { status: 'collecting' }
    case 'completed':
      return { status: 'completed', links: [...status.links, ...order.links] }
    case 'failed':
      return { status: 'failed', ...reasonOf(status) }
    default:
      return undefined
  }
}

/** Their words are kept in the message, whichever of our reasons comes nearest. */
function reasonOf({ status_code, reason_code, reason_text }: OrderStatus) {
  const words = [status_code, reason_code, reason_text].filter((one) => one !== null && one !== undefined)
  return {
    reason_code:
      reasons[reason_code ?? ''] ?? reasons_of_status[status_code] ?? ('FAILED_ELSEWHERE' as const),
    message: words.join(': ').slice(0, 500),
  }
}

/** STAPI tells no pass of an order; the interval is known, which is the best there is. */
function accessOf({ properties }: Order): CaptureAccess {
  const { search_parameters, created } = properties
  const [start = created, end = start] = (search_parameters?.datetime ?? '')
    .split('/')
    .filter((one) => one !== '')
  const unknown = { off_nadir_deg: null, view_azimuth_deg: null, incidence_angle_deg: null }
  return { satellite_name: '', start, end, ...unknown, sun_elevation_deg: null, sun_azimuth_deg: null }
}
