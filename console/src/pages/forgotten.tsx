import { Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { visitor } from '../data/session.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Card, CardForm } from './sign-in/card.tsx'
import { EmailField } from './sign-in/fields.tsx'

export default function ForgottenPage() {
  const asking = useMutation({ mutationFn: (email: string) => visitor.askReset(email) })
  return (
    <Card title="Forgotten the password?" about="A link to set a new one is mailed to you.">
      {asking.isSuccess ? (
        <Text role="status">
          If the address has an account, a mail is on its way. The link in it is good for an hour.
        </Text>
      ) : (
        <CardForm
          act="Send the link"
          sending={asking}
          onSubmit={(text) => asking.mutate(text('email').trim())}
        >
          <EmailField />
        </CardForm>
      )}
      <LinkButton to="/sign-in" variant="subtle" fullWidth mt="md">
        Back to signing in
      </LinkButton>
    </Card>
  )
}
