import { Anchor } from '@mantine/core'
import type { SignInOptions, SignInWithPassword } from '@swath/contract/people'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { enter, visitor } from '../../data/session.ts'
import { CardForm } from './card.tsx'
import { EmailField, PasswordField } from './fields.tsx'

interface ByAccountProps {
  options: SignInOptions
  onDone: () => void
}

export function ByAccount({ options, onDone }: ByAccountProps) {
  const entering = useMutation({
    mutationFn: async (given: SignInWithPassword) => enter(await visitor.signIn(given)),
    onSuccess: onDone,
  })
  return (
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
  )
}
