import { MultiSelect, SegmentedControl, Stack, Switch, Text, TextInput } from '@mantine/core'
import type { Destination } from '@swath/contract/destinations'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { projectsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { Form, type FormFrame, problemAt } from '../../ui/form.tsx'
import { Section } from '../../ui/page.tsx'
import classes from './destinations.module.css'
import { type Draft, draftOf, empty_draft, mustSignIn, signInOf, signInsOf } from './draft.ts'
import { FieldInput, hint_below } from './field-input.tsx'
import { type Field, places, type Values } from './fields.ts'
import { KindChoice } from './kind-choice.tsx'

interface DestinationFormProps extends FormFrame {
  /** The destination that is edited; undefined while it is a new one. */
  before?: Destination
  onSubmit: (draft: Draft) => void
}

/** Says where files go, how the server signs in there, and which. Of an existing destination only the kind stays. */
export function DestinationForm({ before, onSubmit, ...form }: DestinationFormProps) {
  const [draft, setDraft] = useState(before ? draftOf(before) : empty_draft)
  const change = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed })
  const part = { draft, before, change, error: form.sending.error }
  return (
    <Form {...form} onSubmit={() => onSubmit(draft)}>
      {!before && (
        <Section title="Kind of place">
          <KindChoice
            value={draft.kind}
            onChange={(kind) =>
              change({ kind, settings: {}, credentials: {}, sign_in: places[kind].sign_ins[0]!.label })
            }
          />
        </Section>
      )}
      <PlaceSection {...part} />
      <SignInSection {...part} />
      <FilesSection {...part} />
    </Form>
  )
}

interface PartProps {
  draft: Draft
  before: Destination | undefined
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
        <Fields
          of={draft.kind}
          fields={places[draft.kind].settings}
          values={draft.settings}
          at="/settings"
          error={error}
          onChange={(settings) => change({ settings })}
        />
      </div>
    </Section>
  )
}

interface FieldsProps {
  /** The subject of the fields: those of something else are other fields, though they have the same name. */
  of: string
  fields: Readonly<Record<string, Field>>
  values: Values
  /** The place of the fields in the request. */
  at: string
  error: unknown
  onChange: (values: Values) => void
}

function Fields({ of, fields, values, at, error, onChange }: FieldsProps) {
  return Object.entries(fields).map(([name, field]) => (
    <FieldInput
      key={`${of} ${name}`}
      field={field}
      value={values[name]}
      onChange={(value) => onChange({ ...values, [name]: value })}
      error={problemAt(error, `${at}/${name}`)}
    />
  ))
}

function SignInSection({ draft, before, change, error }: PartProps) {
  const ways = signInsOf(draft, before)
  const { label, hint, fields } = signInOf(draft, before)
  return (
    <Section title="Sign-in there">
      <Stack gap="md">
        {mustSignIn(draft, before) && (
          <Text>The place has changed. The credentials that are kept are for the former one only.</Text>
        )}
        {ways.length > 1 && (
          <SegmentedControl
            aria-label="How to sign in"
            data={ways.map((way) => way.label)}
            value={label}
            onChange={(sign_in) => change({ sign_in, credentials: {} })}
            style={{ alignSelf: 'flex-start' }}
          />
        )}
        {hint && <Text c="dimmed">{hint}</Text>}
        {Object.keys(fields).length > 0 && (
          <>
            <div className={classes.fields}>
              <Fields
                of={label}
                fields={fields}
                values={draft.credentials}
                at="/credentials"
                error={error}
                onChange={(credentials) => change({ credentials })}
              />
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
  const projects = useQuery(projectsQuery(useSwath())).data ?? []
  const { path_template, default_for } = draft
  return (
    <Section title="Files">
      <Stack gap="md">
        <TextInput
          label="Path of each file"
          {...hint_below}
          description="Ends with {file_name}, and names {deliverable_id}, or {capture_id} and {processing_level}."
          value={path_template}
          onChange={(event) => change({ path_template: event.currentTarget.value })}
          error={problemAt(error, '/path_template')}
          classNames={{ input: 'code' }}
          required
        />
        <Switch
          label="Default of the contract"
          description="It gets the deliverables of every order that says nothing else, instead of whatever destination had them."
          checked={default_for.contract}
          onChange={(event) =>
            change({ default_for: { ...default_for, contract: event.currentTarget.checked } })
          }
        />
        <MultiSelect
          label="Default of projects"
          description="They go before the contract."
          {...hint_below}
          placeholder={default_for.projects.length > 0 ? '' : 'None'}
          data={projects.map(({ project_id, project_name }) => ({ value: project_id, label: project_name }))}
          value={default_for.projects}
          onChange={(chosen) => change({ default_for: { ...default_for, projects: chosen } })}
          searchable
        />
      </Stack>
    </Section>
  )
}
