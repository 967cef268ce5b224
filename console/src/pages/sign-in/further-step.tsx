import type { SignInAnswer } from '@swath/contract/factors'
import { useQuery } from '@tanstack/react-query'
import { signInQuery } from '../../data/queries.ts'
import { SecondStep } from './second-step.tsx'
import { SetUpStep } from './set-up-step.tsx'

interface FurtherStepProps {
  /** The answer to the first step. */
  after: SignInAnswer
  onDone: () => void
  /** Leads back to the first. */
  onBack: () => void
}

/** A second factor is said, or set up. */
export function FurtherStep({ after, onDone, onBack }: FurtherStepProps) {
  const options = useQuery(signInQuery())
  if ('second_factors' in after) return <SecondStep asked={after} onDone={onDone} onBack={onBack} />
  return <SetUpStep passkeys={options.data?.passkeys ?? false} onDone={onDone} />
}
