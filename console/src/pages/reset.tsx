import { Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { visitor } from '../data/session.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Card, CardForm } from './sign-in/card.tsx'
import { NewPasswordField } from './sign-in/fields.tsx'

/** The page for a visitor who has the link of a mail, or of an administrator. */
export default function ResetPage() {
  const [token] = useState(location.hash.slice(1))
  const resetting = useMutation({ mutationFn: (password: string) => visitor.reset({ token, password }) })
  return (
    <Card title="A new password" about="You are signed out everywhere, and sign in with the new one.">
      {resetting.isSuccess ? (
        <>
          <Text role="status">It is set.</Text>
          <LinkButton to="/sign-in" fullWidth mt="md">
            Sign in
          </LinkButton>
        </>
      ) : (
        <CardForm
          act="Set the password"
          sending={resetting}
          onSubmit={(text) => resetting.mutate(text('password'))}
        >
          <NewPasswordField label="New password" />
        </CardForm>
      )}
    </Card>
  )
}
