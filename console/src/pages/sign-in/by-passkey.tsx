import { Alert, Button, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { CircleAlert, KeyRound } from 'lucide-react'
import { signInWithPasskey } from '../../data/passkeys.ts'
import { enter } from '../../data/session.ts'
import { messageOf } from '../../ui/states.tsx'

/** The browser asks which passkey, and for a finger or a number. */
export function ByPasskey({ onDone }: { onDone: () => void }) {
  const entering = useMutation({
    mutationFn: async () => enter(await signInWithPasskey()),
    onSuccess: onDone,
  })
  return (
    <Stack gap="sm">
      <Button
        variant="default"
        size="md"
        loading={entering.isPending}
        leftSection={<KeyRound size={18} aria-hidden />}
        onClick={() => entering.mutate()}
      >
        Use a passkey
      </Button>
      {entering.isError && (
        <Alert color="red" variant="light" icon={<CircleAlert size={18} />} role="alert">
          {messageOf(entering.error)}
        </Alert>
      )}
    </Stack>
  )
}
