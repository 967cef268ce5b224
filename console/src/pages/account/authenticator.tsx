import { Box, Stack, Text, TextInput } from '@mantine/core'
import type { NewAuthenticator } from '@swath/contract/factors'
import { useQuery } from '@tanstack/react-query'
import { QRCodeSVG } from 'qrcode.react'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { useSwath } from '../../data/session.ts'
import { Form } from '../../ui/form.tsx'
import { Answered } from '../../ui/states.tsx'

/** Sets up an app. @param onDone is handed recovery codes, if there are new ones */
export function AuthenticatorForm({ onDone }: { onDone: (codes: readonly string[] | null) => void }) {
  const swath = useSwath()
  const made = useQuery({
    queryKey: ['authenticator', 'new'],
    queryFn: () => swath.account.factors.setUpAuthenticator(),
    // Each has a secret of its own: one that a telephone has read stays until the form is closed.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
  return <Answered query={made}>{(found) => <Confirm made={found} onDone={onDone} />}</Answered>
}

interface ConfirmProps {
  made: NewAuthenticator
  onDone: (codes: readonly string[] | null) => void
}

function Confirm({ made, onDone }: ConfirmProps) {
  const [code, setCode] = useState('')
  const confirming = useAction((swath) => swath.account.factors.confirmAuthenticator(code), {
    changes: ['account'],
    says: () => 'The app is set up.',
    done: ({ recovery_codes }) => onDone(recovery_codes),
  })
  return (
    <Form
      act="Confirm"
      fails="Not confirmed"
      sending={confirming}
      onSubmit={() => confirming.mutate()}
      cancel={null}
    >
      <Stack gap="md">
        <Text>Read this with an app such as Aegis, 1Password or Google Authenticator.</Text>
        <Box bg="white" p="sm" mx="auto" style={{ borderRadius: 8 }}>
          <QRCodeSVG
            value={made.uri}
            size={208}
            title="The secret of your account, for an app"
            marginSize={1}
          />
        </Box>
        <Box>
          <Text size="sm" c="dimmed">
            Or type this into the app:
          </Text>
          <span className="code" data-testid="authenticator-secret" style={{ overflowWrap: 'anywhere' }}>
            {made.secret.match(/.{1,4}/g)?.join(' ')}
          </span>
        </Box>
        <TextInput
          label="The code that the app shows"
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          minLength={6}
          maxLength={7}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      </Stack>
    </Form>
  )
}
