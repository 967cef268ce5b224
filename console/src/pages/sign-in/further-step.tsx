import { Loader } from '@mantine/core'
import type { SignInAnswer } from '@swath/contract/factors'
import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { signInQuery } from '../../data/queries.ts'
import { lazyPart } from '../../shell/lazy-part.ts'
import type { SecondStepProps } from './second-step.tsx'
import type { SetUpStepProps } from './set-up-step.tsx'

/** Few see them: the pages that everybody opens do not wait for their code. */
const SecondStep = lazyPart<SecondStepProps>(() => import('./second-step.tsx'))
const SetUpStep = lazyPart<SetUpStepProps>(() => import('./set-up-step.tsx'))

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
  return (
    <Suspense fallback={<Loader mx="auto" />}>
      {'second_factors' in after ? (
        <SecondStep asked={after} onDone={onDone} onBack={onBack} />
      ) : (
        <SetUpStep passkeys={options.data?.passkeys ?? false} onDone={onDone} />
      )}
    </Suspense>
  )
}
