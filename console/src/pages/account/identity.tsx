import { Button, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useSwath } from '../../data/session.ts'
import { startSignOn } from '../../data/sign-on.ts'
import { formatTime } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Answered, messageOf } from '../../ui/states.tsx'

/** Whether the provider of identities knows whoever has signed in. */
export function Identity({ label }: { label: string }) {
  const swath = useSwath()
  const identity = useQuery({
    queryKey: ['account', 'identity'],
    queryFn: ({ signal }) => swath.account.identity({ signal }),
  })
  return (
    <Section title={label}>
      <Answered query={identity}>
        {({ connected_at }) =>
          connected_at ? (
            <Text>{`You sign in with it since ${formatTime(connected_at)}.`}</Text>
          ) : (
            <Connect label={label} />
          )
        }
      </Answered>
    </Section>
  )
}

function Connect({ label }: { label: string }) {
  const connecting = useMutation({ mutationFn: () => startSignOn({ connect: true, to: '/account' }) })
  return (
    <>
      <Text mb="md">{`Connect your account, and you sign in with ${label} from then on.`}</Text>
      {connecting.isError && (
        <Text c="red" mb="md" role="alert">
          {messageOf(connecting.error)}
        </Text>
      )}
      <Button variant="default" loading={connecting.isPending} onClick={() => connecting.mutate()}>
        Connect
      </Button>
    </>
  )
}
