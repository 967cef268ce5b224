import { NumberInput, PasswordInput, Stack, Switch, TextInput } from '@mantine/core'
import type { Provider } from '@swath/client/providers'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { problemAt } from '../../ui/form.tsx'
import { FormDialog, SavedForm } from '../../ui/form-dialog.tsx'
import { SettingsInput, settingsIn, textOf } from './settings.tsx'

export function EditProvider({ provider }: { provider: Provider }) {
  return (
    <FormDialog label="Change" title="Change the provider">
      {(close) => <ProviderForm provider={provider} close={close} />}
    </FormDialog>
  )
}

interface DialogProps {
  provider: Provider
  close: () => void
}

function ProviderForm({ provider, close }: DialogProps) {
  const [{ title, rank, is_shown, reroute_after_s }, setDraft] = useState(provider)
  const change = (changed: Partial<Provider>) => setDraft((before) => ({ ...before, ...changed }))
  const saving = useAction(
    (swath) => swath.providers.update(provider.name, { title, rank, is_shown, reroute_after_s }),
    {
      changes: ['providers'],
      says: () => 'The provider is changed.',
      done: close,
    },
  )
  return (
    <SavedForm sending={saving} close={close}>
      <Stack gap="sm">
        <TextInput
          label="Title"
          value={title}
          onChange={(event) => change({ title: event.currentTarget.value })}
          error={problemAt(saving.error, '/title')}
          maxLength={120}
          required
        />
        <ShownSwitch is_shown={is_shown} change={change} />
        <NumberInput
          label="Rank"
          description="Of several providers, the lowest is asked first."
          min={0}
          max={10_000}
          allowDecimal={false}
          value={rank}
          onChange={(given) => change({ rank: Number(given) })}
          error={problemAt(saving.error, '/rank')}
          required
        />
        <NumberInput
          label="Another goes on after"
          description="What it was given and has not taken goes to the next one, when it was away for so many seconds."
          suffix=" s"
          min={1}
          max={604_800}
          allowDecimal={false}
          value={reroute_after_s}
          onChange={(given) => change({ reroute_after_s: Number(given) })}
          error={problemAt(saving.error, '/reroute_after_s')}
          required
        />
      </Stack>
    </SavedForm>
  )
}

interface ShownSwitchProps {
  is_shown: boolean
  change: (changed: { is_shown: boolean }) => void
}

export function ShownSwitch({ is_shown, change }: ShownSwitchProps) {
  return (
    <Switch
      label="Customers see its title"
      description="On what it carries out, and in the history of their orders from then on."
      checked={is_shown}
      onChange={(event) => change({ is_shown: event.currentTarget.checked })}
    />
  )
}

export function EditSettings({ provider }: { provider: Provider }) {
  return (
    <FormDialog label="Change" title="Change the settings" wide aria-label="Change the settings">
      {(close) => <SettingsForm provider={provider} close={close} />}
    </FormDialog>
  )
}

function SettingsForm({ provider: { name, kind, has_secret, settings }, close }: DialogProps) {
  const [text, setText] = useState(() => textOf(settings))
  const [secret, setSecret] = useState('')
  const saving = useAction(
    async (swath) =>
      swath.providers.update(name, { settings: settingsIn(text), ...(secret !== '' && { secret }) }),
    {
      changes: ['providers'],
      says: () => 'The settings are changed. Test the connection.',
      done: close,
    },
  )
  return (
    <SavedForm sending={saving} close={close}>
      <SettingsInput
        label="Settings"
        description="JSON. Nothing is kept before all of it is right."
        text={text}
        onChange={setText}
        error={saving.error}
      />
      {has_secret && kind !== 'protocol' && (
        <PasswordInput
          mt="sm"
          label="Secret"
          description="It is for its address: another one needs it again."
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          error={problemAt(saving.error, '/secret')}
          autoComplete="off"
        />
      )}
    </SavedForm>
  )
}
