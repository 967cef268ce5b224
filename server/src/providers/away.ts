import { Postponed } from '../platform/postponed.ts'

/** A provider did not answer several times: it is not asked until it answers again. */
export class ProviderAway extends Postponed {
  override readonly name = 'ProviderAway'
}
