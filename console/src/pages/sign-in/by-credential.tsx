import { PasswordInput, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { signIn } from '../../data/session.ts'
import { CardForm } from './card.tsx'

/** As a program does: the secret is exchanged for a token. */
export function BySecret({ onDone }: { onDone: () => void }) {
  const entering = useMutation({ mutationFn: signIn, onSuccess: onDone })
  return (
    <CardForm
      act="Sign in"
      sending={entering}
      onSubmit={(text) =>
        entering.mutate({ client_id: text('client_id').trim(), client_secret: text('client_secret') })
      }
    >
      <TextInput
        name="client_id"
        label="Client id"
        required
        autoComplete="username"
        spellCheck={false}
        autoFocus
      />
      <PasswordInput
        name="client_secret"
        label="Client secret"
        description="Exchanged for a token once, then forgotten."
        required
        autoComplete="current-password"
      />
    </CardForm>
  )
}

export function ByToken({ onDone }: { onDone: () => void }) {
  const entering = useMutation({ mutationFn: signIn, onSuccess: onDone })
  return (
    <CardForm
      act="Sign in"
      sending={entering}
      onSubmit={(text) => entering.mutate({ access_token: text('access_token') })}
    >
      <Textarea
        name="access_token"
        label="Access token"
        description="From POST /oauth/token. It stays in this tab."
        required
        rows={4}
        autoComplete="off"
        spellCheck={false}
      />
    </CardForm>
  )
}
