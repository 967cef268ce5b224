import type { SignInAnswer } from '@swath/contract/factors'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { enter, mustSetUp } from '../../data/session.ts'

/**
 * Signs in, in one step or in two.
 * @returns the first step, and the answer to it that another one follows
 */
export function useEntering<Given>(sign: (given: Given) => Promise<SignInAnswer>, onDone: () => void) {
  const [further, setFurther] = useState<SignInAnswer>()
  const entering = useMutation({
    mutationFn: async (given: Given) => {
      const answer = await sign(given)
      if ('second_factors' in answer || mustSetUp(answer)) return setFurther(answer)
      await enter(answer)
      onDone()
    },
  })
  return { entering, further, begin: () => setFurther(undefined) }
}
