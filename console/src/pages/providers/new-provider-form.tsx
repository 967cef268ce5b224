import { PasswordInput, Stack, Switch, TextInput } from '@mantine/core'
import type { ProviderInput } from '@swath/client/providers'
import type { ProviderKind } from '@swath/contract/provider-kinds'
import { useState } from 'react'
import { Form, type FormFrame, problemAt } from '../../ui/form.tsx'
import { Section } from '../../ui/page.tsx'
import destinations from '../destinations/destinations.module.css'
import { ShownSwitch } from './edit.tsx'
import { kinds } from './kinds.ts'
import { fresh, type NewDraft, providerOf, withKind } from './new-draft.ts'
import { SettingsInput } from './settings.tsx'

interface NewProviderFormProps extends FormFrame {
  /** A call of `read` tells where the settings cannot be read. */
  onSubmit: (read: () => ProviderInput) => void
}

export function NewProviderForm({ onSubmit, ...form }: NewProviderFormProps) {
  const [draft, setDraft] = useState(fresh)
  const change = (changed: Partial<NewDraft>) => setDraft((before) => ({ ...before, ...changed }))
  const part = { draft, change, error: form.sending.error }
  return (
    <Form {...form} onSubmit={() => onSubmit(() => providerOf(draft))}>
      <KindSection {...part} />
      <NameSection {...part} />
      <ConnectionSection {...part} />
    </Form>
  )
}

interface PartProps {
  draft: NewDraft
  change: (changed: Partial<NewDraft>) => void
  error: unknown
}

function KindSection({ draft, change }: PartProps) {
  return (
    <Section title="Kind">
      <div className={destinations.kinds} role="radiogroup" aria-label="Kind of provider">
        {Object.entries(kinds).map(([kind, { name, about }]) => (
          <label key={kind} className={destinations.kind}>
            <input
              type="radio"
              name="kind"
              value={kind}
              checked={kind === draft.kind}
              onChange={() => change(withKind(kind as ProviderKind))}
            />
            <span>{name}</span>
            <small>{about}</small>
          </label>
        ))}
      </div>
    </Section>
  )
}

function NameSection({ draft, change, error }: PartProps) {
  return (
    <Section title="Provider">
      <Stack gap="md">
        <TextInput
          label="Title"
          description="As people call it."
          value={draft.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
          error={problemAt(error, '/title')}
          maxLength={120}
          required
        />
        <TextInput
          label="Name"
          description="Small letters, digits and hyphens. It never changes: captures and credentials name it."
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={problemAt(error, '/name')}
          pattern="[a-z0-9][a-z0-9\-]*"
          title="Small letters, digits and hyphens"
          maxLength={63}
          required
        />
        <ShownSwitch is_shown={draft.is_shown} change={change} />
        <Switch
          label="It gets orders at once"
          description="Or enable it after a test of the connection."
          checked={draft.is_enabled}
          onChange={(event) => change({ is_enabled: event.currentTarget.checked })}
        />
      </Stack>
    </Section>
  )
}

function ConnectionSection({ draft, change, error }: PartProps) {
  const { address, secret } = kinds[draft.kind]
  return (
    <Section title="Connection">
      <Stack gap="md">
        {address && (
          <TextInput
            label="Address"
            description={address}
            type="url"
            placeholder="https://missions.example.com/swath"
            value={draft.url}
            onChange={(event) => change({ url: event.currentTarget.value })}
            error={problemAt(error, '/settings/url')}
            required={draft.kind !== 'protocol'}
          />
        )}
        <SettingsInput
          label={address ? 'Other settings' : 'Settings'}
          description="JSON, as the guide of providers tells for each kind. Nothing is kept before all of it is right."
          text={draft.settings}
          onChange={(settings) => change({ settings })}
          error={error}
        />
        {secret && (
          <PasswordInput
            label="Secret"
            description={`${secret} It is kept encrypted, and shown to nobody.`}
            value={draft.secret}
            onChange={(event) => change({ secret: event.currentTarget.value })}
            error={problemAt(error, '/secret')}
            autoComplete="off"
          />
        )}
      </Stack>
    </Section>
  )
}
