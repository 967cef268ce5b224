/** A figure that a benchmark has found, beside the figure that it should be. */
export interface Figure {
  what: string
  figure: string
  target: string
  holds: boolean
}
