import { notifications } from '@mantine/notifications'
import type { SwathClient } from '@swath/client/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { messageOf } from '../ui/states.tsx'
import { useSwath } from './session.ts'

interface Consequences<Input, Result> {
  /** First words of the keys of queries that are old once it is done, such as `destinations`. */
  changes: readonly string[]
  /** The message when it is done; nothing, if the page shows it by itself. */
  says?: (result: Result, input: Input) => string
  /** The title of the message when it fails; without it the page shows the error where it belongs. */
  fails?: string
  done?: (result: Result) => void
}

/** Something that is done by pressing a button: tells what came of it, and has what it changed loaded again. */
export function useAction<Input = void, Result = unknown>(
  act: (swath: SwathClient, input: Input) => Promise<Result>,
  { changes, says, fails, done }: Consequences<Input, Result>,
) {
  const swath = useSwath()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (input: Input) => act(swath, input),
    onSuccess: (result, input) => {
      if (says) notifications.show({ message: says(result, input) })
      done?.(result)
    },
    onError: (error) => {
      if (fails) notifications.show({ color: 'red', title: fails, message: messageOf(error) })
    },
    onSettled: () => {
      for (const noun of changes) void queries.invalidateQueries({ queryKey: [noun] })
    },
  })
}
