import { Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { enter, own_account, SignedInContext, visitor } from '../../data/session.ts'
import { AuthenticatorForm } from '../account/authenticator.tsx'
import { PasskeyForm } from '../account/passkeys.tsx'
import { RecoveryCodes } from '../account/recovery-codes.tsx'

type Way = 'authenticator' | 'passkey'

/** For somebody who has one already, which this browser did not see. */
async function signOutHere() {
  await visitor.signOut()
  location.reload()
}

export interface SetUpStepProps {
  passkeys: boolean
  onDone: () => void
}

/** Somebody who is to act here needs a second factor, and has none yet. */
export default function SetUpStep({ passkeys, onDone }: SetUpStepProps) {
  const [way, setWay] = useState<Way>()
  const [codes, setCodes] = useState<readonly string[]>()
  const entering = useMutation({
    mutationFn: async () => enter(await visitor.session()),
    onSuccess: onDone,
  })
  const goOn = (made: readonly string[] | null) => (made ? setCodes(made) : entering.mutate())
  const forms: Record<Way, ReactNode> = {
    authenticator: <AuthenticatorForm onDone={goOn} />,
    passkey: <PasskeyForm onDone={goOn} />,
  }
  if (codes) return <RecoveryCodes codes={codes} onDone={() => entering.mutate()} />
  if (way) return <SignedInContext value={own_account}>{forms[way]}</SignedInContext>
  return (
    <Stack gap="md">
      <Text>Your organisation asks for a second factor of everybody. Set one up, and go on.</Text>
      {passkeys && (
        <Button size="md" onClick={() => setWay('passkey')}>
          A passkey of this device
        </Button>
      )}
      <Button size="md" variant="default" onClick={() => setWay('authenticator')}>
        An app on your telephone
      </Button>
      <Button variant="subtle" onClick={() => void signOutHere()}>
        Sign out
      </Button>
    </Stack>
  )
}
