import { Alert, Button, CopyButton, Group, Text } from '@mantine/core'
import { Check, Copy } from 'lucide-react'

export interface SecretProps {
  title: string
  /** Says what the secret is for, and what to do when it is lost. */
  about: string
  secret: string
}

/** A secret, this once. */
export function Secret({ title, about, secret }: SecretProps) {
  return (
    <Alert color="petrol" title={title}>
      <Text size="sm">{about}</Text>
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
