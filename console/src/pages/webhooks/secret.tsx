import { Alert, Button, CopyButton, Group, Text } from '@mantine/core'
import { Check, Copy } from 'lucide-react'

/** A secret, this once. */
export function Secret({ secret }: { secret: string }) {
  return (
    <Alert color="petrol" title="The secret of the webhook">
      <Text size="sm">
        Messages are signed with it. Keep it now: it is not shown again, but can be replaced at any time.
      </Text>
      <Group mt="sm" gap="sm">
        <span className="code" data-testid="secret">
          {secret}
        </span>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button
              size="compact-sm"
              variant="default"
              onClick={copy}
              leftSection={copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Alert>
  )
}
