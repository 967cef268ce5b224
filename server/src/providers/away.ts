import { Postponed } from '../platform/postponed.ts'

/** A provider fetches its work, and has not answered this yet: it is asked again soon. */
export class NotYetAnswered extends Postponed {
  override readonly name = 'NotYetAnswered'
}

/** A provider did not answer several times: it is not asked until it answers again. */
export class ProviderAway extends Postponed {
  override readonly name = 'ProviderAway'
}
