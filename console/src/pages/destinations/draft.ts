import type { DestinationChanges, NewDestination } from '@swath/client/destinations'
import type { DestinationKind, DestinationSettings } from '@swath/contract/destination-kinds'
import type { Destination } from '@swath/contract/destinations'
import { type Field, places, readValues, type Values } from './fields.ts'

/** A destination as its form has it. */
export interface Draft {
  name: string
  kind: DestinationKind
  settings: Values
  /** The label of a way to sign in, or `kept`. */
  sign_in: string
  credentials: Values
  path_template: string
  default_for: Destination['default_for']
}

export const empty_draft: Draft = {
  name: '',
  kind: 's3',
  settings: {},
  sign_in: places.s3.sign_ins[0]!.label,
  credentials: {},
  path_template: '{order_id}/{capture_id}/{processing_level}/{file_name}',
  default_for: { contract: false, projects: [] },
}

export interface SignIn {
  label: string
  hint?: string
  fields: Readonly<Record<string, Field>>
}

const kept: SignIn = {
  label: 'As it is',
  hint: 'The credentials that are kept stay as they are. Nobody can see them.',
  fields: {},
}

export function draftOf({ name, settings, path_template, default_for }: Destination): Draft {
  const { kind, ...rest } = settings
  const values = Object.entries(rest).map(([field, value]) => [
    field,
    typeof value === 'boolean' ? value : String(value ?? ''),
  ])
  const shown: Values = Object.fromEntries(values)
  return { name, kind, settings: shown, sign_in: kept.label, credentials: {}, path_template, default_for }
}

/** The fields of the form are those of the contract, so that what is wrong with one is said beside it. */
const settingsOf = ({ kind, settings }: Draft) =>
  ({ kind, ...readValues(places[kind].settings, settings) }) as DestinationSettings

const isMoved = (draft: Draft, before: Destination) =>
  JSON.stringify(settingsOf(draft)) !== JSON.stringify(settingsOf(draftOf(before)))

/** Credentials of one place are never used for another: whoever moves a destination gives them anew. */
export const mustSignIn = (draft: Draft, before: Destination | undefined): boolean =>
  before?.has_credentials === true && isMoved(draft, before)

/** The ways to sign in that may be chosen. */
export function signInsOf(draft: Draft, before: Destination | undefined): readonly SignIn[] {
  const ways = places[draft.kind].sign_ins as unknown as readonly SignIn[]
  return before === undefined || mustSignIn(draft, before) ? ways : [kept, ...ways]
}

export function signInOf(draft: Draft, before: Destination | undefined): SignIn {
  const ways = signInsOf(draft, before)
  return ways.find(({ label }) => label === draft.sign_in) ?? ways[0]!
}

export function newDestinationOf(draft: Draft): NewDestination {
  return {
    name: draft.name.trim(),
    settings: settingsOf(draft),
    ...credentialsOf(draft, undefined),
    path_template: draft.path_template.trim(),
    default_for: draft.default_for,
  }
}

/** The fields that were changed; others are not sent, so that nothing undoes what others changed meanwhile. */
export function changesOf(draft: Draft, before: Destination): DestinationChanges {
  const { name, path_template, default_for } = draft
  return {
    ...(name.trim() === before.name ? {} : { name: name.trim() }),
    ...(isMoved(draft, before) ? { settings: settingsOf(draft) } : {}),
    ...credentialsOf(draft, before),
    ...(path_template.trim() === before.path_template ? {} : { path_template: path_template.trim() }),
    ...(JSON.stringify(default_for) === JSON.stringify(before.default_for) ? {} : { default_for }),
  }
}

function credentialsOf(draft: Draft, before: Destination | undefined): Pick<NewDestination, 'credentials'> {
  const way = signInOf(draft, before)
  if (way === kept) return {}
  if (Object.keys(way.fields).length === 0) return { credentials: null }
  return { credentials: readValues(way.fields, draft.credentials) as NewDestination['credentials'] }
}
