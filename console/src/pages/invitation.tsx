import { Alert, Text } from '@mantine/core'
import type { AcceptInvitation, OpenInvitation } from '@swath/contract/people'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { signInQuery } from '../data/queries.ts'
import { visitor } from '../data/session.ts'
import { formatWord } from '../ui/format.ts'
import { Answered } from '../ui/states.tsx'
import { ByProvider } from './sign-in/by-provider.tsx'
import { Card, CardForm } from './sign-in/card.tsx'
import { useEntering } from './sign-in/entering.ts'
import { EmailField, NameField, NewPasswordField } from './sign-in/fields.tsx'
import { FurtherStep } from './sign-in/further-step.tsx'

/** The page for a visitor who has the link of an invitation. */
export default function InvitationPage() {
  const [token] = useState(location.hash.slice(1))
  const opened = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => visitor.openInvitation(token),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return <Answered query={opened}>{(found) => <Accept invitation={found} token={token} />}</Answered>
}

function Accept({ invitation, token }: { invitation: OpenInvitation; token: string }) {
  const { email, organisation_name, acts_as } = invitation
  const navigate = useNavigate()
  const { data: options } = useQuery(signInQuery())
  const onDone = () => void navigate({ to: '/' })
  const { entering, further } = useEntering((given: AcceptInvitation) => visitor.accept(given), onDone)
  return (
    <Card
      title="You are invited"
      about={
        <>
          To work for <strong>{organisation_name ?? 'the provider'}</strong>
          {acts_as && <> as {formatWord(acts_as)}</>}.
        </>
      }
    >
      {options?.single_sign_on && !further && (
        <ByProvider
          label={options.single_sign_on.label}
          has_other={options.passwords}
          errand={{ invitation: token }}
        />
      )}
      {further && (
        <FurtherStep after={further} onDone={onDone} onBack={() => void navigate({ to: '/sign-in' })} />
      )}
      {options?.passwords && !further && (
        <CardForm
          act="Accept"
          sending={entering}
          onSubmit={(text) => entering.mutate({ token, name: text('name'), password: text('password') })}
        >
          <EmailField value={email} />
          <NameField />
          <NewPasswordField />
          <Alert variant="light" color="gray">
            <Text size="sm">If this address has an account here already, say its password.</Text>
          </Alert>
        </CardForm>
      )}
    </Card>
  )
}
