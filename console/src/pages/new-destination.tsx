import { Alert, Button, Group, SegmentedControl, Stack, Switch, Text, TextInput } from '@mantine/core'
import type { NewDestination } from '@swath/client/destinations'
import { ApiError } from '@swath/client/errors'
import type { DepotKind } from '@swath/contract/depots'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useAction } from '../data/actions.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Page, Section } from '../ui/page.tsx'
import { messageOf } from '../ui/states.tsx'
import classes from './destinations/destinations.module.css'
import { FieldInput, hint_below } from './destinations/field-input.tsx'
import { type Field, places, readValues, type Values } from './destinations/fields.ts'
import { KindChoice } from './destinations/kind-choice.tsx'

interface Draft {
  name: string
  kind: DepotKind
  settings: Values
  sign_in: string
  credentials: Values
  path_template: string
  is_default: boolean
}

const empty: Draft = {
  name: '',
  kind: 's3',
  settings: {},
  sign_in: places.s3.sign_ins[0]!.label,
  credentials: {},
  path_template: '{order_id}/{capture_id}/{processing_level}/{file_name}',
  is_default: false,
}

export default function NewDestinationPage() {
  const [draft, setDraft] = useState(empty)
  const change = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed })
  const navigate = useNavigate()
  const creating = useAction((swath, given: NewDestination) => swath.destinations.create(given), {
    changes: ['destinations'],
    says: ({ name }) => `${name} is set up. Verify it now.`,
    done: ({ destination_id }) =>
      void navigate({ to: '/destinations/$destination_id', params: { destination_id } }),
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    creating.mutate(destinationOf(draft))
  }
  return (
    <Page title="New destination" about="A place of yours that deliverables are pushed to.">
      <form onSubmit={submit} className={classes.form} autoComplete="off">
        <Section title="Kind of place">
          <KindChoice
            value={draft.kind}
            onChange={(kind) =>
              change({ kind, settings: {}, credentials: {}, sign_in: places[kind].sign_ins[0]!.label })
            }
          />
        </Section>
        <PlaceSection draft={draft} change={change} error={creating.error} />
        <SignInSection draft={draft} change={change} error={creating.error} />
        <FilesSection draft={draft} change={change} error={creating.error} />
        {creating.isError && (
          <Alert color="red" mt="md" title="Not created">
            {messageOf(creating.error)}
          </Alert>
        )}
        <Group justify="flex-end" mt="lg">
          <LinkButton to="/destinations" variant="default">
            Cancel
          </LinkButton>
          <Button type="submit" loading={creating.isPending}>
            Create destination
          </Button>
        </Group>
      </form>
    </Page>
  )
}

interface PartProps {
  draft: Draft
  change: (changed: Partial<Draft>) => void
  error: unknown
}

function PlaceSection({ draft, change, error }: PartProps) {
  return (
    <Section title="Place">
      <div className={classes.fields}>
        <TextInput
          label="Name"
          description="Unique in the contract."
          {...hint_below}
          placeholder="Imagery bucket"
          required
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={problemAt(error, '/name')}
        />
        {Object.entries<Field>(places[draft.kind].settings).map(([name, field]) => (
          <FieldInput
            key={`${draft.kind} ${name}`}
            field={field}
            value={draft.settings[name]}
            onChange={(value) => change({ settings: { ...draft.settings, [name]: value } })}
            error={problemAt(error, `/settings/${name}`)}
          />
        ))}
      </div>
    </Section>
  )
}

function SignInSection({ draft, change, error }: PartProps) {
  const ways = places[draft.kind].sign_ins
  const { hint, fields } = signInOf(draft)
  return (
    <Section title="Sign-in there">
      <Stack gap="md">
        {ways.length > 1 && (
          <SegmentedControl
            aria-label="How to sign in"
            data={ways.map(({ label }) => label)}
            value={draft.sign_in}
            onChange={(sign_in) => change({ sign_in, credentials: {} })}
            style={{ alignSelf: 'flex-start' }}
          />
        )}
        {hint && <Text c="dimmed">{hint}</Text>}
        {Object.keys(fields).length > 0 && (
          <>
            <div className={classes.fields}>
              {Object.entries<Field>(fields).map(([name, field]) => (
                <FieldInput
                  key={`${draft.sign_in} ${name}`}
                  field={field}
                  value={draft.credentials[name]}
                  onChange={(value) => change({ credentials: { ...draft.credentials, [name]: value } })}
                  error={problemAt(error, `/credentials/${name}`)}
                />
              ))}
            </div>
            <Text size="sm" c="dimmed">
              Kept encrypted, and never shown again to anybody.
            </Text>
          </>
        )}
      </Stack>
    </Section>
  )
}

function FilesSection({ draft, change, error }: PartProps) {
  return (
    <Section title="Files">
      <Stack gap="md">
        <TextInput
          label="Path of each file"
          {...hint_below}
          description="Ends with {file_name}, and names {deliverable_id}, or {capture_id} and {processing_level}."
          value={draft.path_template}
          onChange={(event) => change({ path_template: event.currentTarget.value })}
          error={problemAt(error, '/path_template')}
          classNames={{ input: 'code' }}
          required
        />
        <Switch
          label="Default of the contract"
          description="It gets the deliverables of every order that says nothing else."
          checked={draft.is_default}
          onChange={(event) => change({ is_default: event.currentTarget.checked })}
        />
      </Stack>
    </Section>
  )
}

function signInOf({ kind, sign_in }: Draft): { label: string; hint?: string; fields: Record<string, Field> } {
  return places[kind].sign_ins.find(({ label }) => label === sign_in)! as ReturnType<typeof signInOf>
}

/** The fields of the form are those of the contract, so that what is wrong with one is said beside it. */
function destinationOf(draft: Draft): NewDestination {
  const { fields } = signInOf(draft)
  const settings = { kind: draft.kind, ...readValues(places[draft.kind].settings, draft.settings) }
  return {
    name: draft.name.trim(),
    settings: settings as NewDestination['settings'],
    ...(Object.keys(fields).length > 0
      ? { credentials: readValues(fields, draft.credentials) as NewDestination['credentials'] }
      : {}),
    path_template: draft.path_template.trim(),
    default_for: { contract: draft.is_default, projects: [] },
  }
}

function problemAt(error: unknown, pointer: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined
  return error.problems.find((problem) => problem.pointer === pointer)?.message
}
