/** What a benchmark has found, beside what it is to be. */
export interface Figure {
  what: string
  figure: string
  target: string
  holds: boolean
}
