import type { ProviderInput } from '@swath/client/providers'
import type { ProviderKind } from '@swath/contract/provider-kinds'
import { kinds } from './kinds.ts'
import { settingsIn, textOf } from './settings.tsx'

/** A provider as it is being written; the address stands beside the other settings. */
export interface NewDraft {
  kind: ProviderKind
  name: string
  title: string
  url: string
  settings: string
  secret: string
  is_enabled: boolean
}

export const fresh: NewDraft = {
  ...{ kind: 'protocol', name: '', title: '', url: '', settings: '{}', secret: '', is_enabled: false },
}

/** Settings of another kind mean nothing: it begins with its own. */
export const withKind = (kind: ProviderKind): Partial<NewDraft> => ({
  kind,
  settings: textOf(kinds[kind].settings),
})

/** @throws Error in words, where the settings are no object */
export function providerOf({ settings, url, secret, ...draft }: NewDraft): ProviderInput {
  const { address, secret: has_secret } = kinds[draft.kind]
  const said = settingsIn(settings)
  return {
    ...draft,
    settings: address && url.trim() !== '' ? { ...said, url: url.trim() } : said,
    ...(has_secret && secret !== '' ? { secret } : {}),
  }
}
