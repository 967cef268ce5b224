import { SwathError } from '@swath/contract/errors'

/** Somebody answers what this browser was not asked, or not lately. */
export function expired() {
  return new SwathError(
    'challenge_expired',
    'The step is too old, was taken, or belongs to another browser: sign in from the beginning',
  )
}
