import { Button, Menu, Text } from '@mantine/core'
import type { Deliverable } from '@swath/contract/deliverables'
import { Download } from 'lucide-react'
import { useAction } from '../../data/actions.ts'
import { downloadFile } from '../../data/download.ts'
import { formatBytes } from '../../ui/format.ts'

/** The files of a deliverable. The browser shows how far a download is. */
export function DownloadMenu({ deliverable }: { deliverable: Deliverable }) {
  const { deliverable_id, processing_level, assets } = deliverable
  const downloading = useAction(
    (swath, file: { key: string; file_name: string }) => downloadFile(swath, { deliverable_id, ...file }),
    { changes: [], fails: 'Not downloaded' },
  )
  return (
    <Menu position="bottom-end" shadow="md" width={300}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Download size={14} aria-hidden />}
          aria-label={`Files of ${processing_level}`}
          loading={downloading.isPending}
        >
          Files
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.entries(assets).map(([key, asset]) => (
          <Menu.Item
            key={key}
            onClick={() => downloading.mutate({ key, file_name: asset.title })}
            rightSection={
              <Text size="xs" className="number">
                {formatBytes(asset.size_bytes)}
              </Text>
            }
          >
            {file_names[key] ?? key}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** The kinds of files, in words. */
export const file_names: Readonly<Record<string, string>> = {
  analytic: 'Analytic image',
  visual: 'Visual image',
  cloud: 'Cloud mask',
  preview: 'Preview',
  thumbnail: 'Thumbnail',
  metadata: 'STAC metadata',
  delivery_zip: 'Everything as one zip',
}
