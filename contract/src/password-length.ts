/** In characters. It stands by itself, so that browsers load no schemas for it. */
export const password_length = { min: 12, max: 200 } as const
