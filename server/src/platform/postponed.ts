/** A job throws this if it is to be tried again, at a time that somebody has told. */
export class Postponed extends Error {
  /** Unless it is told, as soon as after any other failure. */
  readonly after_s: number | undefined

  constructor(message: string, after_s?: number) {
    super(message)
    this.after_s = after_s
  }
}
