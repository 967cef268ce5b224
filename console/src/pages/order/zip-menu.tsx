import { Button, Menu, Text } from '@mantine/core'
import type { Deliverable, ZipChoice } from '@swath/contract/deliverables'
import { FolderDown } from 'lucide-react'
import { useAction } from '../../data/actions.ts'
import { downloadZip } from '../../data/download.ts'
import { formatBytes } from '../../ui/format.ts'

interface Part {
  label: string
  choice: ZipChoice
  files: { count: number; size_bytes: number }
}

/** All files of an order in one zip, or those of a level. The browser shows how far it is: its size is known before. */
export function ZipMenu({
  order_id,
  deliverables,
}: {
  order_id: string
  deliverables: readonly Deliverable[]
}) {
  const downloading = useAction((swath, choice: ZipChoice) => downloadZip(swath, order_id, choice), {
    changes: [],
    fails: 'Not downloaded',
    says: ({ file_name, file_count, size_bytes }) =>
      `${file_name} is on its way: ${file_count} files, ${formatBytes(size_bytes)}.`,
  })
  const parts = partsOf(deliverables)
  if (parts.length === 0) return null
  return (
    <Menu position="bottom-end" shadow="md" width={280}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<FolderDown size={14} aria-hidden />}
          loading={downloading.isPending}
        >
          Download as a zip
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {parts.map(({ label, choice, files }) => (
          <Menu.Item
            key={label}
            onClick={() => downloading.mutate(choice)}
            rightSection={
              <Text size="xs" className="number">
                {files.count} · {formatBytes(files.size_bytes)}
              </Text>
            }
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function partsOf(deliverables: readonly Deliverable[]): Part[] {
  const given = deliverables.filter(
    ({ status, assets }) => status === 'DELIVERED' && Object.keys(assets).length > 0,
  )
  if (given.length === 0) return []
  const levels = Map.groupBy(given, ({ processing_level }) => processing_level)
  const all: Part = { label: 'All files', choice: {}, files: filesOf(given) }
  if (levels.size === 1) return [all]
  const each = [...levels].map(([level, of_level]) => ({
    label: `Only ${level.replace('_', ' ')}`,
    choice: { processing_levels: [level] },
    files: filesOf(of_level),
  }))
  return [all, ...each]
}

/** The server leaves out the zips that providers make of the same files. */
function filesOf(deliverables: readonly Deliverable[]): Part['files'] {
  const files = deliverables.flatMap(({ assets }) => {
    const others = Object.entries(assets).filter(([key]) => key !== 'delivery_zip')
    return others.length > 0 ? others.map(([, asset]) => asset) : Object.values(assets)
  })
  return { count: files.length, size_bytes: files.reduce((sum, { size_bytes }) => sum + size_bytes, 0) }
}
