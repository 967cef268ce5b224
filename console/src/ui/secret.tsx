import { Alert, Group, Text } from '@mantine/core'
import { Copy } from './copy.tsx'

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
        <Copy text={secret} />
      </Group>
    </Alert>
  )
}
