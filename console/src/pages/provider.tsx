import { Alert, Text } from '@mantine/core'
import type { Provider } from '@swath/client/providers'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { providerQuery } from '../data/queries.ts'
import { mayAsStaff, useSession, useSwath } from '../data/session.ts'
import { formatNumber, formatTime } from '../ui/format.ts'
import { Facts, Page, Section } from '../ui/page.tsx'
import { Answered } from '../ui/states.tsx'
import { When } from '../ui/when.tsx'
import classes from './contract/contract.module.css'
import { CapabilityFacts } from './providers/capabilities.tsx'
import { EditProvider, EditSettings } from './providers/edit.tsx'
import { Elements } from './providers/elements.tsx'
import { Figures } from './providers/figures.tsx'
import { nameOfKind, usesServersSecret } from './providers/kinds.ts'
import { RemoveButton } from './providers/remove.tsx'
import { Rules } from './providers/rules.tsx'
import { SecretButtons } from './providers/secret.tsx'
import { Settings } from './providers/settings.tsx'
import { HealthBadge } from './providers/state.tsx'
import { SwitchButton } from './providers/switch.tsx'
import { TestButton } from './providers/test-button.tsx'

/** A provider, what it can do, how it answers, and which orders go to it, for operators. */
export default function ProviderPage() {
  const { name } = useParams({ from: '/signed-in/providers/$name' })
  const provider = useQuery({ ...providerQuery(useSwath(), name), refetchInterval: 15_000 })
  return <Answered query={provider}>{(found) => <Details key={name} provider={found} />}</Answered>
}

function Details({ provider }: { provider: Provider }) {
  const may_change = mayAsStaff(useSession(), 'ops:providers')
  const { name, title, kind, health } = provider
  return (
    <Page
      title={title}
      mark={<HealthBadge health={health} />}
      about={
        <>
          <span className="code">{name}</span> · {nameOfKind(kind)}
        </>
      }
      actions={may_change && <Actions provider={provider} />}
    >
      <Warning provider={provider} />
      <Rules provider={provider} may_change={may_change} />
      {kind === 'planner' && (
        <div className={classes.after}>
          <Elements name={name} />
        </div>
      )}
      <div className={`${classes.columns} ${classes.after}`}>
        <div>
          <Figures name={name} />
          <Ability provider={provider} />
        </div>
        <div>
          <About provider={provider} may_change={may_change} />
          <Health provider={provider} />
          <Section title="Settings" actions={may_change && <EditSettings provider={provider} />}>
            <Settings label={`Settings of ${title}`} of={provider.settings} />
          </Section>
        </div>
      </div>
    </Page>
  )
}

function Actions({ provider }: { provider: Provider }) {
  return (
    <>
      <TestButton provider={provider} />
      <SecretButtons provider={provider} />
      <RemoveButton provider={provider} />
      <SwitchButton provider={provider} />
    </>
  )
}

function Warning({ provider: { health } }: { provider: Provider }) {
  if (health.state === 'disabled') {
    return (
      <Alert color="yellow" mb="md" title="Disabled">
        It gets no orders, and finishes what it has.
      </Alert>
    )
  }
  if (health.state === 'answering') return null
  return (
    <Alert color="red" mb="md" title="It does not answer">
      Its orders go to the next one that can carry them out. It is asked again and again whether it is back.
    </Alert>
  )
}

function Ability({ provider: { capabilities, kind } }: { provider: Provider }) {
  return (
    <Section title="What it can do">
      {capabilities ? (
        <CapabilityFacts told={capabilities} />
      ) : (
        <Text c="dimmed">
          {kind === 'protocol'
            ? 'It has not been asked yet, or has not answered. Test the connection.'
            : 'Its settings say what it can do.'}
        </Text>
      )}
    </Section>
  )
}

function About({ provider, may_change }: { provider: Provider; may_change: boolean }) {
  const { rank, is_shown, reroute_after_s, has_secret, created_at, updated_at } = provider
  return (
    <Section title="Provider" actions={may_change && <EditProvider provider={provider} />}>
      <Facts
        facts={{
          Rank: String(rank),
          'Another goes on': `After ${formatNumber(reroute_after_s / 60)} min away`,
          'Customers see': is_shown ? 'Its title' : 'Nothing of it',
          Secret: has_secret
            ? 'It has one'
            : usesServersSecret(provider)
              ? 'That of the server'
              : 'It has none',
          Created: formatTime(created_at),
          Changed: formatTime(updated_at),
        }}
      />
    </Section>
  )
}

function Health({ provider: { health } }: { provider: Provider }) {
  const { calls, failures, last_success_at, last_failure_at, last_error } = health
  return (
    <Section title="How it answers">
      <Facts
        facts={{
          Calls: formatNumber(calls),
          Failures: formatNumber(failures),
          'Answered last': last_success_at && <When at={last_success_at} />,
          'Failed last': last_failure_at && <When at={last_failure_at} />,
        }}
      />
      {last_error && (
        <Text mt="md" size="sm" style={{ overflowWrap: 'anywhere' }}>
          Last error: {last_error}
        </Text>
      )}
    </Section>
  )
}
