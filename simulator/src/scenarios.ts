/**
 * The outcomes that an order can be forced to have: put `scenario` into its metadata, or `scenario:<name>` into its
 * name. Without a scenario the seeded weather and small odds of failure decide.
 */
export const scenarios = {
  clear: 'Clear sky, and nothing fails.',
  reject: 'The analysis finds the order infeasible.',
  'no-access': 'The order is accepted, but no pass is found.',
  cloudy: 'Every attempt is clouded over.',
  'cloudy-once': 'The first attempt is clouded over, the second is clear.',
  missed: 'The satellite misses the first attempt.',
  'quality-fails-once': 'The first attempt does not pass quality control.',
  anomaly: 'The satellite fails for good while collecting.',
  'l1d-fails': 'L1D cannot be processed, the other levels can.',
  'processing-fails': 'No level can be processed.',
  'corrupt-files': 'A file never has the announced checksum.',
  'on-hold': 'The capture is scheduled, and then nothing happens.',
  rescheduled: 'The capture is moved to another pass once.',
  'repeated-reports': 'Every report is sent twice.',
  'late-report': 'After everything, old news arrives again under a new report id.',
} as const

export type Scenario = keyof typeof scenarios

export interface Labelled {
  order_name: string
  metadata: Record<string, string>
}

/** @returns the scenario, undefined for none, or the unknown name that was asked for */
export function scenarioOf({ order_name, metadata }: Labelled): Scenario | undefined | { unknown: string } {
  const name = metadata.scenario ?? /\bscenario:([a-z0-9-]+)/.exec(order_name)?.[1]
  if (name === undefined) return undefined
  return isScenario(name) ? name : { unknown: name }
}

export function isScenario(name: string): name is Scenario {
  return Object.hasOwn(scenarios, name)
}
