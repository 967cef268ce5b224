/**
 * Coordinates as KML wants them, `lon,lat,height lon,lat,height`. People put blanks behind the commas, or set all
 * numbers apart with the same sign.
 */
export function regroupCoordinates(text: string): string {
  const tuples = text
    .trim()
    .replace(/\s*,\s*/g, ',')
    .split(/\s+/)
  const has_tuples = tuples.every((tuple) => /^[^,]+,[^,]+(,[^,]*)?$/.test(tuple))
  if (has_tuples) return tuples.join(' ')
  const numbers = tuples.flatMap((tuple) => tuple.split(',')).filter((number) => number !== '')
  return inGroups(numbers, sizeOf(numbers))
    .map((group) => group.join(','))
    .join(' ')
}

/** If both fit, a ring tells by its end, which is its beginning; then by heights, which are mostly the same. */
function sizeOf(numbers: readonly string[]): 2 | 3 {
  if (numbers.length % 3 !== 0) return 2
  if (numbers.length % 2 !== 0) return 3
  const isClosed = (size: number) =>
    numbers.length > size && [0, 1].every((at) => numbers[at] === numbers.at(at - size))
  if (isClosed(2) !== isClosed(3)) return isClosed(2) ? 2 : 3
  const heights = new Set(inGroups(numbers, 3).map(([, , height]) => height))
  return heights.size === 1 ? 3 : 2
}

function inGroups<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  )
}
