import { Button, Group } from '@mantine/core'
import type { Statement } from '@swath/contract/statements'
import { useAction } from '../../data/actions.ts'
import { save } from '../../data/download.ts'

export function PaperButtons({ statement: { statement_id, number } }: { statement: Statement }) {
  const downloading = useAction(
    async (swath, format: 'pdf' | 'csv') => {
      const response = await swath.statements.open(statement_id, format)
      save(await response.blob(), `statement-${number}.${format}`)
    },
    { changes: [], fails: 'Not downloaded' },
  )
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      {(['pdf', 'csv'] as const).map((format) => (
        <Button
          key={format}
          size="compact-sm"
          variant="default"
          aria-label={`Statement ${number} as ${format.toUpperCase()}`}
          loading={downloading.isPending && downloading.variables === format}
          onClick={() => downloading.mutate(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </Group>
  )
}
