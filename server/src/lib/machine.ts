import type { EventType } from '@swath/contract/events'
import type { ReasonCode } from '@swath/contract/reasons'

/**
 * One row of a state table. `from` is empty for the action that creates the entity; `to: null` keeps the
 * state and only records an event. `outcomes` lists the outcomes that an ending action may carry.
 */
export interface Step<Status extends string, Outcome extends string, Stage extends string = string> {
  readonly from: readonly Status[]
  readonly to: Status | null
  readonly event: EventType
  readonly outcomes?: readonly Outcome[]
  /**
   * The stages that the action leaves, and the one to which it leads, if a status has stages. Without, any stage does.
   */
  readonly stage?: { readonly from: readonly Stage[]; readonly to?: Stage }
  /** The action that its event tells, where customers are told no other. */
  readonly told_as?: string
}

export interface Machine<
  Status extends string = string,
  Action extends string = string,
  Outcome extends string = string,
  Stage extends string = string,
> {
  readonly statuses: readonly Status[]
  readonly steps: Readonly<Record<Action, Step<Status, Outcome, Stage>>>
}

/** One thing that happened to something elsewhere. */
export interface Happening<Action extends string = string> {
  action: Action
  occurred_at: Date | null
  outcome?: string
  reason_code?: ReasonCode | null
  message?: string
  set?: Readonly<Record<string, unknown>>
}

/** Statuses that no action leaves: nothing terminal ever regresses. */
export function finalStatuses<S extends string>(machine: Machine<S>): S[] {
  return machine.statuses.filter((status) => actionsFrom(machine, status).length === 0)
}

/** @param stage of the status, where it is known */
export function actionsFrom<S extends string, A extends string>(
  machine: Machine<S, A>,
  status: S,
  stage?: string,
): A[] {
  return actions(machine).filter((action) => isAllowed(machine, status, action, stage))
}

export function isAllowed<S extends string, A extends string>(
  machine: Machine<S, A>,
  status: S,
  action: A,
  stage?: string,
) {
  const { from, stage: stages } = machine.steps[action]
  return from.includes(status) && (stage === undefined || (stages?.from.includes(stage) ?? true))
}

export function actions<A extends string>(machine: Machine<string, A>): A[] {
  return Object.keys(machine.steps) as A[]
}
