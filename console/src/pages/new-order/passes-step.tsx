import { Group, Loader, Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { messageOf } from '../../ui/states.tsx'
import { Step } from './step.tsx'

interface PassesStepProps<Answer> {
  asked: Pick<UseQueryResult<Answer>, 'data' | 'error' | 'isFetching'>
  children: (answer: Answer) => ReactNode
}

/** The step about passes: what the constellation answers, while it is asked and afterwards. */
export function PassesStep<Answer>({
  asked: { data, error, isFetching },
  children,
}: PassesStepProps<Answer>) {
  return (
    <Step title="Passes">
      {error && (
        <Text c="red" size="sm" role="alert">
          {messageOf(error)}
        </Text>
      )}
      {!data && isFetching && (
        <Group gap="xs">
          <Loader size="xs" />
          <Text size="sm" c="dimmed">
            Asking the constellation
          </Text>
        </Group>
      )}
      {data && children(data)}
    </Step>
  )
}
