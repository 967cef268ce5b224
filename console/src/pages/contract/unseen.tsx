import { Text } from '@mantine/core'
import { ApiError } from '@swath/client/errors'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Answered } from '../../ui/states.tsx'

/** Not every role of the staff may see it: those who may not are told so, where others see it. */
export function AnsweredToSome<T>(props: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  const { error } = props.query
  if (error instanceof ApiError && error.code === 'insufficient_scope') {
    return <Text c="dimmed">Your role does not see this.</Text>
  }
  return <Answered {...props} />
}
