import { Alert, Button, Text } from '@mantine/core'
import type { Destination } from '@swath/contract/destinations'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Package, PlugZap } from 'lucide-react'
import { useAction } from '../data/actions.ts'
import { useListing } from '../data/lists.ts'
import { destinationQuery, projectsQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { Confirm } from '../ui/confirm.tsx'
import { formatTime } from '../ui/format.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Facts, Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Answered, Empty } from '../ui/states.tsx'
import { SetUpBy } from './credentials/set-up-by.tsx'
import { deliveryColumns } from './deliveries/columns.tsx'
import classes from './destinations/destinations.module.css'
import { places, whereOf } from './destinations/fields.ts'
import { Steps, VerificationBadge } from './destinations/verification.tsx'

export default function DestinationPage() {
  const { destination_id } = useParams({ from: '/signed-in/destinations/$destination_id' })
  const destination = useQuery(destinationQuery(useSwath(), destination_id))
  return <Answered query={destination}>{(found) => <Details destination={found} />}</Answered>
}

function Details({ destination }: { destination: Destination }) {
  const {
    destination_id,
    name,
    settings,
    path_template,
    has_credentials,
    default_for,
    created_at,
    created_by,
  } = destination
  return (
    <Page
      title={name}
      mark={<VerificationBadge of={destination} />}
      about={<span className="code">{whereOf(settings)}</span>}
      actions={<Actions destination={destination} />}
    >
      {destination.disabled_reason === 'credential_ended' && (
        <Alert color="yellow" mb="md" title="Disabled">
          The credential that set it up was revoked, has expired, or may not do so any more. Files wait. Look
          where they would go, and enable it if that is right.
        </Alert>
      )}
      <div className={classes.columns}>
        <div>
          <Verifying destination={destination} />
          <SentThere destination_id={destination_id} />
        </div>
        <div>
          <Section title="Destination">
            <Facts
              facts={{
                Kind: places[settings.kind].name,
                Credentials: has_credentials ? 'Kept encrypted' : 'None',
                'Set up by': <SetUpBy client_id={created_by} />,
                Created: formatTime(created_at),
                ...shownSettings(destination),
                'Path of each file': <span className="code">{path_template}</span>,
                'Default for': <Defaults {...default_for} />,
              }}
            />
          </Section>
        </div>
      </div>
    </Page>
  )
}

function Defaults({ contract, projects }: Destination['default_for']) {
  const known = useQuery(projectsQuery(useSwath())).data ?? []
  const names = projects.map((id) => known.find(({ project_id }) => project_id === id)?.project_name ?? id)
  const told = [...(contract ? ['every order of the contract'] : []), ...names]
  return told.length > 0 ? told.join(', ') : 'Nothing'
}

/** Under the names that the form has for them. */
function shownSettings({ settings }: Destination): Record<string, string> {
  const { kind, ...rest } = settings
  const fields: Readonly<Record<string, { label: string }>> = places[kind].settings
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      fields[name]!.label,
      typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value),
    ]),
  )
}

function Verifying({ destination }: { destination: Destination }) {
  const { destination_id, settings, verification } = destination
  const verifying = useAction((swath) => swath.destinations.verify(destination_id), {
    changes: ['destinations'],
    fails: 'Not verified',
  })
  const button = (
    <Button
      size="compact-sm"
      variant={verification ? 'default' : 'filled'}
      leftSection={<PlugZap size={14} aria-hidden />}
      loading={verifying.isPending}
      onClick={() => verifying.mutate()}
    >
      {verification ? 'Verify again' : 'Verify'}
    </Button>
  )
  return (
    <Section title="Verification" actions={button}>
      {verification ? (
        <Steps verification={verification} kind={settings.kind} />
      ) : (
        <Text c="dimmed">
          A small file is written, read and removed there. Each step says whether it works, and which
          permission is missing if it does not.
        </Text>
      )}
    </Section>
  )
}

function SentThere({ destination_id }: { destination_id: string }) {
  const deliveries = useListing(['deliveries', 'destination', destination_id], (swath, options) =>
    swath.deliveries.list({ destination_id, sort: '-created_at', limit: 10 }, options),
  )
  return (
    <Section title="Deliveries" flush>
      <PagedTable
        label="Deliveries"
        query={deliveries}
        columns={deliveryColumns}
        keyOf={({ delivery_id }) => delivery_id}
        opens
        empty={
          <Empty icon={Package} title="Nothing was sent here yet">
            Make it the default, name it in an order, or send a deliverable from the page of its order.
          </Empty>
        }
      />
    </Section>
  )
}

function Actions({ destination: { destination_id, name, is_enabled } }: { destination: Destination }) {
  const navigate = useNavigate()
  const switching = useAction(
    (swath) => swath.destinations.update(destination_id, { is_enabled: !is_enabled }),
    { changes: ['destinations', 'deliveries'], fails: 'Not changed' },
  )
  const removing = useAction((swath) => swath.destinations.remove(destination_id), {
    changes: ['deliveries'],
    fails: 'Not deleted',
    says: () => `${name} is deleted.`,
    done: () => void navigate({ to: '/destinations' }),
  })
  return (
    <>
      <LinkButton to="/destinations/$destination_id/edit" params={{ destination_id }} variant="default">
        Edit
      </LinkButton>
      <Button variant="default" loading={switching.isPending} onClick={() => switching.mutate()}>
        {is_enabled ? 'Disable' : 'Enable'}
      </Button>
      <Confirm
        label="Delete"
        question={`Delete ${name}?`}
        consequence="Its credentials are forgotten, and what is on its way there is canceled. Files that have arrived stay there."
        act="Delete the destination"
        doing={removing}
      />
    </>
  )
}
