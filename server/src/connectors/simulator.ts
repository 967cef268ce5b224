import type { ReasonCode } from '@swath/contract/reasons'
import type { Assessment, Connector } from './connector.ts'

interface SimulatorAssessment {
  feasible: boolean
  reason?: string
  message?: string
}

/** The simulator's words for why not, in ours. */
const words: Record<string, ReasonCode> = {
  never_visible: 'NOT_FEASIBLE',
  off_nadir: 'NOT_FEASIBLE',
  sun_elevation: 'NOT_FEASIBLE',
  refused: 'NOT_FEASIBLE',
}

/** The simulated constellation, reached over HTTP like any other provider. */
export function simulatorConnector(url: string): Connector {
  return {
    async assess(order): Promise<Assessment> {
      const answer = (await call(url, 'POST', '/assessments', order)) as SimulatorAssessment
      if (answer.feasible) return { feasible: true }
      const reason_code = words[answer.reason ?? ''] ?? 'NOT_FEASIBLE'
      return { feasible: false, reason_code, message: answer.message ?? '' }
    },
    async plan(capture) {
      await call(url, 'PUT', `/captures/${capture.capture_id}`, capture)
    },
    async cancel(capture_id) {
      await call(url, 'DELETE', `/captures/${capture_id}`)
    },
  }
}

async function call(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url + path, {
    method,
    signal: AbortSignal.timeout(30_000),
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok)
    throw new Error(`${method} ${url}${path} answered ${response.status}: ${text.slice(0, 300)}`)
  return text === '' ? undefined : JSON.parse(text)
}
