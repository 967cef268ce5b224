import { PasswordInput } from '@mantine/core'
import type { FirstAccount } from '@swath/contract/people'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { enter, visitor } from '../../data/session.ts'
import { CardForm } from './card.tsx'
import { EmailField, NameField, NewPasswordField } from './fields.tsx'

/** While nobody has an account: whoever reads what the server printed makes the first. */
export function FirstAccountForm({ token, onDone }: { token: string; onDone: () => void }) {
  const [given_token] = useState(token)
  const making = useMutation({
    mutationFn: async (given: FirstAccount) => enter(await visitor.makeFirst(given)),
    onSuccess: onDone,
  })
  return (
    <CardForm
      act="Make the first account"
      sending={making}
      onSubmit={(text) =>
        making.mutate({
          token: text('token').trim().split('#').at(-1)!,
          email: text('email').trim(),
          name: text('name'),
          password: text('password'),
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
      <NewPasswordField />
    </CardForm>
  )
}
