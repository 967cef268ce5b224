import { ApiError } from './errors.ts'

/**
 * Sends many at once; by halves where that is more than the server takes in one request.
 * @param send gets some of them, and the place of the first
 * @returns the answers, in the order of what was sent
 */
export async function inHalves<T, Answer>(
  all: readonly T[],
  send: (some: readonly T[], first: number) => Promise<Answer>,
  first = 0,
): Promise<Answer[]> {
  try {
    return [await send(all, first)]
  } catch (error) {
    const is_too_large = error instanceof ApiError && error.code === 'too_large'
    if (!is_too_large || all.length === 1) throw error
    const half = Math.ceil(all.length / 2)
    return [
      ...(await inHalves(all.slice(0, half), send, first)),
      ...(await inHalves(all.slice(half), send, first + half)),
    ]
  }
}
