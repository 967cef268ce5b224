/** A short run shows that every benchmark still works, as continuous integration wants; its figures mean nothing. */
export const is_short = process.argv.includes('--short')

/** The number that a figure needs, or the number that shows that it can be measured. */
export function sized(full: number, short: number): number {
  return is_short ? short : full
}

/** The same, where an argument may say how many. */
export function counted(full: number, short: number): number {
  return Number(process.argv.find((word) => /^\d+$/.test(word)) ?? sized(full, short))
}

/** Something that a benchmark cannot do without is not on this machine. */
export class Missing extends Error {}
