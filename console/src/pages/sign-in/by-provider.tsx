import { Alert, Button, Divider, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { CircleAlert, KeyRound } from 'lucide-react'
import { startSignOn } from '../../data/sign-on.ts'
import { messageOf } from '../../ui/states.tsx'

interface ByProviderProps {
  label: string
  /** A password can be said instead. */
  has_other: boolean
  errand: Parameters<typeof startSignOn>[0]
}

/** Leads to the provider of identities. */
export function ByProvider({ label, has_other, errand }: ByProviderProps) {
  const starting = useMutation({ mutationFn: () => startSignOn(errand) })
  return (
    <Stack gap="md" mb={has_other ? 'md' : 0}>
      {starting.isError && (
        <Alert color="red" variant="light" icon={<CircleAlert size={18} />} role="alert">
          {messageOf(starting.error)}
        </Alert>
      )}
      <Button
        size="md"
        variant={has_other ? 'default' : 'filled'}
        leftSection={<KeyRound size={17} aria-hidden />}
        loading={starting.isPending || starting.isSuccess}
        onClick={() => starting.mutate()}
      >
        {`Sign in with ${label}`}
      </Button>
      {has_other && <Divider label="or" />}
    </Stack>
  )
}
