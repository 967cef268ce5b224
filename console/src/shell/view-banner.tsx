import { Alert, Button, Group, Text } from '@mantine/core'
import { Eye } from 'lucide-react'
import { endView, useSession } from '../data/session.ts'
import { formatTime } from '../ui/format.ts'

/** Nobody forgets that they look at somebody else's contract. */
export function ViewBanner() {
  const { view, contracts } = useSession()
  if (!view) return null
  return (
    <Alert color="yellow" radius={0} icon={<Eye size={18} aria-hidden />} role="status">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          You see what the customer of <strong>{contracts[0]?.name}</strong> sees, until{' '}
          {formatTime(view.expires_at)}. You change nothing. Everything that you look at is in its audit, with
          your reason: {view.reason}
        </Text>
        <Button size="compact-sm" variant="default" onClick={endView}>
          End
        </Button>
      </Group>
    </Alert>
  )
}
