import { Switch } from '@mantine/core'
import type { Member } from '@swath/contract/people'
import { useQuery } from '@tanstack/react-query'
import { useAction } from '../../data/actions.ts'
import { useSession, useSwath } from '../../data/session.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'
import { peopleOf } from './noun.ts'

/** Somebody has lost their telephone. */
export function RemoveFactorsButton({ member: { client_id, person } }: { member: Member }) {
  const { role } = useSession()
  const removing = useAction((swath) => peopleOf(swath, role).removeFactors(client_id), {
    changes: ['people'],
    fails: 'Not removed',
    says: () => `${person.name} signs in with the password alone, and is told so.`,
  })
  return (
    <Confirm
      label="Second factor"
      question={`Remove the second factors of ${person.name}?`}
      consequence="For somebody who has lost theirs, and the recovery codes as well. Their password alone signs them in then; a mail tells them. Be sure that it is they who ask."
      act="Remove"
      doing={removing}
      size="compact-sm"
    />
  )
}

/** Whether everybody of the customer needs one. */
export function SecondFactorRule() {
  const swath = useSwath()
  const rule = useQuery({
    queryKey: ['people', 'second-factor'],
    queryFn: ({ signal }) => swath.people.secondFactorRule({ signal }),
  })
  const setting = useAction((swath, is_required: boolean) => swath.people.requireSecondFactor(is_required), {
    changes: ['people'],
    fails: 'Not changed',
    says: ({ is_required }) =>
      is_required ? 'Everybody needs a second factor.' : 'A second factor is up to each.',
  })
  return (
    <Section title="Signing in">
      <Answered query={rule}>
        {({ is_required }) => (
          <Switch
            label="Everybody needs a second factor"
            description="Whoever has neither an app nor a passkey is asked to set one up before anything else, you as well."
            checked={is_required}
            disabled={setting.isPending}
            onChange={(event) => setting.mutate(event.currentTarget.checked)}
          />
        )}
      </Answered>
    </Section>
  )
}
