import type { SwathClient } from '@swath/client/client'

/** A customer's own people, or everybody: they are asked for in the same words. */
export const peopleOf = (swath: SwathClient, role: 'customer' | 'operator') =>
  role === 'operator' ? (swath.admin.people as unknown as SwathClient['people']) : swath.people
