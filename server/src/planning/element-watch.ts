import type { SatelliteElements } from '@swath/contract/planner-provider'
import type { Log } from '../platform/log.ts'

type State = SatelliteElements['state']

const warnings: Record<Exclude<State, 'good'>, string> = {
  old: 'the elements of a satellite become old: give the provider newer ones before its passes are too far off',
  too_old:
    'the elements of a satellite are too old: none of its passes is offered or planned until there are newer ones',
}

/** Warns of old elements: once each time that they become so, as far as this process has seen it. */
export class ElementWatch {
  readonly #log: Log
  readonly #told = new Map<string, State>()

  constructor(log: Log) {
    this.#log = log
  }

  see(provider: string, satellites: readonly SatelliteElements[]) {
    for (const { state, ...satellite } of satellites) {
      const key = `${provider} ${satellite.satellite_name}`
      const before = this.#told.get(key) ?? 'good'
      this.#told.set(key, state)
      if (state !== 'good' && state !== before) this.#log.warn({ provider, ...satellite }, warnings[state])
    }
  }
}
