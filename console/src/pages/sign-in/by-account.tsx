import { Anchor, Stack } from '@mantine/core'
import type { SignInOptions, SignInWithPassword } from '@swath/contract/people'
import { Link } from '@tanstack/react-router'
import { visitor } from '../../data/session.ts'
import { ByPasskey } from './by-passkey.tsx'
import { ByProvider } from './by-provider.tsx'
import { CardForm } from './card.tsx'
import { useEntering } from './entering.ts'
import { EmailField, PasswordField } from './fields.tsx'
import { FurtherStep } from './further-step.tsx'

interface ByAccountProps {
  options: SignInOptions
  /** The page to which somebody was going. */
  to: string | undefined
  onDone: () => void
}

export function ByAccount({ options, to, onDone }: ByAccountProps) {
  const { single_sign_on, passwords, passkeys } = options
  return (
    <>
      {single_sign_on && (
        <ByProvider
          label={single_sign_on.label}
          has_other={passwords || passkeys}
          errand={to?.startsWith('/') && !to.startsWith('//') ? { to } : {}}
        />
      )}
      {passwords && <ByPassword options={options} onDone={onDone} />}
      {passkeys && !passwords && <ByPasskey onDone={onDone} />}
    </>
  )
}

function ByPassword({ options, onDone }: Omit<ByAccountProps, 'to'>) {
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
