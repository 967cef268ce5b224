import type { Place } from '@swath/places/place'
import type { Reading } from '@swath/places/read'
import { describeUnited, type United } from '@swath/places/unite'

/** More are for the command: the price of each is asked for whenever something changes. */
const most_orders = 200
const for_the_command = '“swath orders create --areas each” places up to 1,000'

/** The orders that the places of a text or a file may become: one order, an order each, or either. */
export interface AreaChoices {
  /** Remarks about the file. */
  notes: readonly string[]
  united: { place: Place; notes: readonly string[] } | undefined
  each: { places: readonly Place[]; notes: readonly string[] } | undefined
}

/**
 * @param united its places as one, or why there is no such thing
 * @throws Error where there is neither
 */
export function areaChoicesOf({ places, notes }: Reading, united: United | Error): AreaChoices {
  const has_few = places.length <= most_orders
  const can_each = places.length > 1 && has_few
  if (!(united instanceof Error)) {
    const each = can_each ? { places, notes: [] } : undefined
    return { notes, united: unitedPlace(united, places, has_few), each }
  }
  if (can_each)
    return { notes, united: undefined, each: { places, notes: [`${united.message}, so each is an order`] } }
  if (has_few) throw united
  throw new Error(`${united.message}; of an order each ${most_orders} are the most, ${for_the_command}`)
}

function unitedPlace(united: United, [first, ...more]: Reading['places'], has_few: boolean) {
  const notes = [
    describeUnited(united),
    has_few ? undefined : `For an order each they are too many; ${for_the_command}`,
  ]
  return {
    place: { geometry: united.geometry, properties: more.length === 0 ? first.properties : {} },
    notes: notes.filter((note) => note !== undefined),
  }
}
