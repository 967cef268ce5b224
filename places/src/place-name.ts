const formats = /[({[<°]/
const on_the_compass = /^[-+\d.,:;\s'"′″NSEW]*\d[-+\d.,:;\s'"′″NSEW]*$/i

/** An address of a map, or of a place as `geo:` has it. */
export const address = /^(https?:\/\/|geo:)/i

/** Zone, band, the letters of a square of 100 km, and as many digits of easting as of northing. */
export const mgrs = /^(\d{1,2})\s*([C-HJ-NP-X])\s*([A-HJ-NP-Z]{2})\s*((?:\d\s*){0,10})$/i

/** Zone, band or side of the equator, easting, northing. */
export const utm =
  /^(\d{1,2})\s*([C-HJ-NP-X])[\s,;]+(\d{5,7}(?:\.\d+)?)\s*(?:m?E)?[\s,;]+(\d{1,8}(?:\.\d+)?)\s*(?:m?N)?$/i

/** It fits a whole Plus Code, or the end of one, which needs the name of a city behind. */
export const plus_code = /^([2-9CFGHJMPQRVWX]{2,8})\+([2-9CFGHJMPQRVWX]{0,7})(?=$|[\s,])/i

const coded = [address, mgrs, utm, plus_code]

/** Whether a text is a name that somebody knows, and neither numbers nor a format: `Essen` is one, `52N 7E` is none. */
export const isPlaceName = (text: string): boolean =>
  /\p{L}/u.test(text) &&
  !formats.test(text) &&
  !on_the_compass.test(text) &&
  !coded.some((one) => one.test(text))
