import { Anchor, Stack } from '@mantine/core'
import type { SignInOptions, SignInWithPassword } from '@swath/contract/people'
import { Link } from '@tanstack/react-router'
import { visitor } from '../../data/session.ts'
import { ByPasskey } from './by-passkey.tsx'
import { CardForm } from './card.tsx'
import { useEntering } from './entering.ts'
import { EmailField, PasswordField } from './fields.tsx'
import { FurtherStep } from './further-step.tsx'

interface ByAccountProps {
  options: SignInOptions
  onDone: () => void
}

export function ByAccount({ options, onDone }: ByAccountProps) {
  const { entering, further, begin } = useEntering(
    (given: SignInWithPassword) => visitor.signIn(given),
    onDone,
  )
  if (further) return <FurtherStep after={further} onDone={onDone} onBack={begin} />
  return (
    <Stack gap="md">
      <CardForm
        act="Sign in"
        sending={entering}
        onSubmit={(text) => entering.mutate({ email: text('email').trim(), password: text('password') })}
      >
        <EmailField />
        <PasswordField />
        {options.sends_mail && (
          <Anchor component={Link} to="/forgotten" size="sm">
            Forgotten the password?
          </Anchor>
        )}
      </CardForm>
      {options.passkeys && <ByPasskey onDone={onDone} />}
    </Stack>
  )
}
