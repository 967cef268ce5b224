import { Button, Group } from '@mantine/core'
import type { Statement } from '@swath/contract/statements'
import { useAction } from '../../data/actions.ts'
import { save } from '../../data/download.ts'

const formats = [
  { format: 'pdf', extension: 'pdf', name: 'PDF' },
  { format: 'csv', extension: 'csv', name: 'CSV' },
  { format: 'ubl', extension: 'xml', name: 'UBL' },
] as const

export function PaperButtons({ statement }: { statement: Statement }) {
  const { statement_id, number } = statement
  const shown = formats.filter(({ format }) => format !== 'ubl' || statement.customer.invoicing !== null)
  const downloading = useAction(
    async (swath, { format, extension }: (typeof formats)[number]) => {
      const response = await swath.statements.open(statement_id, format)
      save(await response.blob(), `statement-${number}.${extension}`)
    },
    { changes: [], fails: 'Not downloaded' },
  )
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap" className="screen-only">
      {shown.map((one) => (
        <Button
          key={one.format}
          size="compact-sm"
          variant="default"
          aria-label={`Statement ${number} as ${one.name}`}
          loading={downloading.isPending && downloading.variables.format === one.format}
          onClick={() => downloading.mutate(one)}
        >
          {one.name}
        </Button>
      ))}
    </Group>
  )
}
