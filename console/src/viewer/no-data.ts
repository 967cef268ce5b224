/** Stands where nothing was seen. No sensor counts so low, and graphics cards do not agree about NaN. */
export const no_data = Math.fround(-1e20)

/** Everything below it is `no_data`; a number with an exponent is none in a shader. */
export const nothing_below = -1e19
