import { Button, Group } from '@mantine/core'
import type { Draft } from './draft.ts'
import { hasSomething } from './kept-draft.ts'
import { Templates } from './templates.tsx'

interface HeadingProps {
  draft: Draft
  /** It was left before, and is here again. */
  is_kept: boolean
  use: (draft: Draft) => void
  startAnew: () => void
}

export function Heading({ draft, is_kept, use, startAnew }: HeadingProps) {
  return (
    <Group justify="space-between" gap="xs">
      <h1>New order</h1>
      <Group gap="xs">
        {is_kept && hasSomething(draft) && (
          <Button variant="subtle" onClick={startAnew}>
            Start anew
          </Button>
        )}
        <Templates draft={draft} use={use} />
      </Group>
    </Group>
  )
}
