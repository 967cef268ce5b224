import { Button, Menu, Progress, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Asset, Deliverable } from '@swath/contract/deliverables'
import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { downloadFile } from '../../data/download.ts'
import { useSwath } from '../../data/session.ts'
import { formatBytes } from '../../ui/format.ts'
import { messageOf } from '../../ui/states.tsx'

/** The files of a deliverable; while one is on its way, how far it is. */
export function DownloadMenu({ deliverable }: { deliverable: Deliverable }) {
  const { download, share } = useDownload(deliverable.deliverable_id)
  const { processing_level, assets } = deliverable
  if (share !== undefined) {
    return <Progress value={share * 100} w={92} aria-label={`Downloading ${processing_level}`} />
  }
  return (
    <Menu position="bottom-end" shadow="md" width={300}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Download size={14} aria-hidden />}
          aria-label={`Files of ${processing_level}`}
        >
          Files
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.entries(assets).map(([key, asset]) => (
          <Menu.Item
            key={key}
            onClick={() => download(key, asset)}
            rightSection={
              <Text size="xs" c="dimmed" className="number">
                {formatBytes(asset.size_bytes)}
              </Text>
            }
          >
            {names[key] ?? key}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

const names: Readonly<Record<string, string>> = {
  analytic: 'Analytic image',
  visual: 'Visual image',
  cloud: 'Cloud mask',
  preview: 'Preview',
  thumbnail: 'Thumbnail',
  metadata: 'STAC metadata',
  delivery_zip: 'Everything as one zip',
}

function useDownload(deliverable_id: string) {
  const swath = useSwath()
  const [share, setShare] = useState<number>()
  const gone = useRef(new AbortController())
  useEffect(() => {
    gone.current = new AbortController()
    return () => gone.current.abort()
  }, [])
  const downloading = useMutation({
    mutationFn: (file: { key: string; asset: Asset }) =>
      downloadFile(swath, { deliverable_id, ...file }, setShare, gone.current.signal),
    onSuccess: (_, { asset }) => notifications.show({ message: `${asset.title} is downloaded.` }),
    onError: (error) => {
      if (gone.current.signal.aborted) return
      notifications.show({ color: 'red', title: 'Not downloaded', message: messageOf(error) })
    },
    onSettled: () => setShare(undefined),
  })
  return { share, download: (key: string, asset: Asset) => downloading.mutate({ key, asset }) }
}
