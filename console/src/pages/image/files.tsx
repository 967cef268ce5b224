import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import type { Asset, Deliverable, FileLink } from '@swath/contract/deliverables'
import { Download, Link as LinkIcon } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { downloadFile } from '../../data/download.ts'
import { Copy } from '../../ui/copy.tsx'
import { formatBytes, formatTime } from '../../ui/format.ts'
import { file_names } from '../order/download-menu.tsx'
import classes from './image.module.css'

/** As long as a link may live. */
const link_valid_for_s = 7 * 86_400

/** Every file, with its checksum, and a link that needs no token. */
export function ImageFiles({ deliverable }: { deliverable: Deliverable }) {
  return (
    <ul className={classes.files}>
      {Object.entries(deliverable.assets).map(([key, asset]) => (
        <li key={key}>
          <OneFile deliverable_id={deliverable.deliverable_id} file_key={key} asset={asset} />
        </li>
      ))}
    </ul>
  )
}

interface OneFileProps {
  deliverable_id: string
  file_key: string
  asset: Asset
}

function OneFile({ deliverable_id, file_key: key, asset: { title, size_bytes, sha256 } }: OneFileProps) {
  const [link, setLink] = useState<FileLink>()
  const downloading = useAction((swath) => downloadFile(swath, { deliverable_id, key, file_name: title }), {
    changes: [],
    fails: 'Not downloaded',
  })
  const linking = useAction(
    (swath) => swath.deliverables.link(deliverable_id, key, { valid_for_s: link_valid_for_s }),
    { changes: [], fails: 'No link was made', done: setLink },
  )
  const name = file_names[key] ?? key
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap={6} wrap="nowrap">
        <Text fw={560}>{name}</Text>
        <Text size="sm" c="dimmed" className="number">
          {formatBytes(size_bytes)}
        </Text>
      </Group>
      <span className="code">{title}</span>
      <Group gap={6}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Download size={14} aria-hidden />}
          aria-label={`Download ${name}`}
          loading={downloading.isPending}
          onClick={() => downloading.mutate()}
        >
          Download
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<LinkIcon size={14} aria-hidden />}
          aria-label={`Link to ${name}`}
          loading={linking.isPending}
          onClick={() => linking.mutate()}
        >
          Link
        </Button>
        <Copy text={sha256} variant="subtle" label={`SHA-256 ${sha256.slice(0, 8)}… of ${name}: copy`}>
          SHA-256 {sha256.slice(0, 8)}…
        </Copy>
      </Group>
      {link && (
        <TextInput
          readOnly
          size="xs"
          label={`Link to ${name}, until ${formatTime(link.expires_at)}`}
          value={link.href}
          onFocus={({ currentTarget }) => currentTarget.select()}
          rightSectionWidth={84}
          rightSection={<Copy text={link.href} variant="subtle" label={`Copy the link to ${name}`} />}
        />
      )}
    </Stack>
  )
}
