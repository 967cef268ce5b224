import { Button, Checkbox, Popover, Stack } from '@mantine/core'
import { Columns3 } from 'lucide-react'
import type { Column } from './table.tsx'

interface ColumnsMenuProps {
  columns: readonly Pick<Column<never>, 'title'>[]
  shown: readonly string[]
  onChange: (shown: string[]) => void
}

/** Which columns a table has. The first one opens the row, and stays. */
export function ColumnsMenu({ columns, shown, onChange }: ColumnsMenuProps) {
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<Columns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group aria-label="Columns" value={[...shown]} onChange={onChange}>
          <Stack gap={8}>
            {columns.slice(1).map(({ title }) => (
              <Checkbox key={title} size="xs" value={title} label={title} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  )
}
