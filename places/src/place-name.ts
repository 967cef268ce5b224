const formats = /[({[<°]/
const on_the_compass = /^[-+\d.,:;\s'"′″NSEW]*\d[-+\d.,:;\s'"′″NSEW]*$/i

/** Whether a text is a name that somebody knows, and neither numbers nor a format: `Essen` is one, `52N 7E` is none. */
export const isPlaceName = (text: string): boolean =>
  /\p{L}/u.test(text) && !formats.test(text) && !on_the_compass.test(text)
