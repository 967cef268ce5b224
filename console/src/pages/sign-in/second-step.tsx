import { Button, Stack, TextInput } from '@mantine/core'
import type { SecondFactorAsked } from '@swath/contract/factors'
import { useMutation } from '@tanstack/react-query'
import { enter, visitor } from '../../data/session.ts'
import { ByPasskey } from './by-passkey.tsx'
import { CardForm } from './card.tsx'

export interface SecondStepProps {
  asked: SecondFactorAsked
  onDone: () => void
  /** Leads back to the password. */
  onBack: () => void
}

/** The password was right, and something else has to prove it as well. */
export default function SecondStep({ asked, onDone, onBack }: SecondStepProps) {
  const finishing = useMutation({
    mutationFn: async (code: string) => enter(await visitor.finishSignIn(code)),
    onSuccess: onDone,
  })
  const ways = asked.second_factors
  const description = [
    ways.includes('authenticator') && 'Six digits of your app',
    ways.includes('recovery_code') && 'One of your recovery codes',
  ]
    .filter(Boolean)
    .join('; or: ')
  return (
    <Stack gap="md">
      {ways.includes('passkey') && <ByPasskey onDone={onDone} />}
      {description && (
        <CardForm act="Go on" sending={finishing} onSubmit={(text) => finishing.mutate(text('code'))}>
          <TextInput
            name="code"
            label="Code"
            description={description}
            required
            autoFocus
            autoComplete="one-time-code"
            spellCheck={false}
            minLength={6}
            maxLength={40}
          />
        </CardForm>
      )}
      <Button variant="subtle" onClick={onBack}>
        Back to the password
      </Button>
    </Stack>
  )
}
