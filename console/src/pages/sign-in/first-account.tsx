import { PasswordInput } from '@mantine/core'
import type { FirstAccount, SignInOptions } from '@swath/contract/people'
import { useState } from 'react'
import { visitor } from '../../data/session.ts'
import { CardForm } from './card.tsx'
import { useEntering } from './entering.ts'
import { EmailField, NameField, NewPasswordField } from './fields.tsx'
import { FurtherStep } from './further-step.tsx'

interface FirstAccountProps {
  options: SignInOptions
  token: string
  onDone: () => void
}

/** While nobody has an account: whoever reads what the server printed makes the first. */
export function FirstAccountForm({ options, token, onDone }: FirstAccountProps) {
  const [given_token] = useState(token)
  const { entering, further, begin } = useEntering((given: FirstAccount) => visitor.makeFirst(given), onDone)
  if (further) return <FurtherStep after={further} onDone={onDone} onBack={begin} />
  return (
    <CardForm
      act="Make the first account"
      sending={entering}
      onSubmit={(text) =>
        entering.mutate({
          token: text('token').trim().split('#').at(-1)!,
          email: text('email').trim(),
          name: text('name'),
          ...(options.passwords && { password: text('password') }),
        })
      }
    >
      <PasswordInput
        name="token"
        label="One-time token"
        description="The server has printed it when it started, or prints it with: npm run server -- setup"
        defaultValue={given_token}
        required
        autoComplete="off"
      />
      <EmailField />
      <NameField />
      {options.passwords && <NewPasswordField />}
    </CardForm>
  )
}
