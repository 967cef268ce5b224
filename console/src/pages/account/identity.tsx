import { Button, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useAction } from '../../data/actions.ts'
import { useSwath } from '../../data/session.ts'
import { startSignOn } from '../../data/sign-on.ts'
import { Confirm } from '../../ui/confirm.tsx'
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
          connected_at ? <Disconnect label={label} connected_at={connected_at} /> : <Connect label={label} />
        }
      </Answered>
    </Section>
  )
}

function Disconnect({ label, connected_at }: { label: string; connected_at: string }) {
  const disconnecting = useAction((swath) => swath.account.disconnect(), {
    changes: ['account'],
    says: () => `You do not sign in with ${label} any more`,
    fails: `${label} stays connected`,
  })
  return (
    <>
      <Text mb="md">{`You sign in with it since ${formatTime(connected_at)}.`}</Text>
      <Confirm
        label="Disconnect"
        question={`Disconnect ${label}?`}
        consequence="You sign in otherwise from then on. Your other sessions from there end, and so does what its groups gave you."
        act="Disconnect"
        doing={disconnecting}
      />
    </>
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
