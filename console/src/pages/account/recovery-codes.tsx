import { Button, Group, Modal, SimpleGrid, Stack, Text } from '@mantine/core'
import { Download } from 'lucide-react'
import { save } from '../../data/download.ts'
import { Copy } from '../../ui/copy.tsx'

interface RecoveryCodesProps {
  /** null: there are no new ones. */
  codes: readonly string[] | null
  onClose: () => void
}

/** The codes, this once. A click beside them does not take them away. */
export function RecoveryCodesDialog({ codes, onClose }: RecoveryCodesProps) {
  return (
    <Modal
      opened={codes !== null}
      onClose={onClose}
      title="Your recovery codes"
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      {codes && <RecoveryCodes codes={codes} onDone={onClose} />}
    </Modal>
  )
}

export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const text = `${codes.join('\n')}\n`
  return (
    <Stack gap="md">
      <Text>
        Each signs you in once, when your device is lost. They are not shown again: keep them where you keep
        important papers.
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing="xs">
        {codes.map((code) => (
          <span key={code} className="code" data-testid="recovery-code">
            {code}
          </span>
        ))}
      </SimpleGrid>
      <Group justify="space-between">
        <Group gap="xs">
          <Copy text={text} size="sm" />
          <Button
            variant="default"
            leftSection={<Download size={16} aria-hidden />}
            onClick={() => save(new Blob([text], { type: 'text/plain' }), 'swath-recovery-codes.txt')}
          >
            Download
          </Button>
        </Group>
        <Button onClick={onDone}>I have kept them</Button>
      </Group>
    </Stack>
  )
}
