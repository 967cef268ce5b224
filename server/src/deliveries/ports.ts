import type { OpenDestination } from '../uploads/destination.ts'
import type { StacItem } from './plan.ts'

/** The destinations, which know how files get there. */
export interface Destinations {
  /** @throws DestinationError */
  openDestination(contract_id: string, destination_id: string): Promise<OpenDestination>
}

/** The archive, which knows how a deliverable is described. */
export interface Describer {
  /**
   * A STAC item that stands for itself: its assets lie beside it under these names.
   * @returns nothing for a deliverable that shows no place or has no time
   */
  describe(
    contract_id: string,
    deliverable_id: string,
    names: Readonly<Record<string, string>>,
  ): Promise<StacItem[]>
}
