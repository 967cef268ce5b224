import type { ProviderInput } from '@swath/client/providers'
import type { ProviderKind } from '@swath/contract/provider-kinds'
import { offered_skus } from '../contract/offered-skus.ts'
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
  is_shown: boolean
  is_enabled: boolean
}

export const fresh: NewDraft = {
  ...{ kind: 'protocol', name: '', title: '', url: '', settings: '{}', secret: '' },
  ...{ is_shown: false, is_enabled: false },
}

/** People who fill the settings in put theirs in its place. */
const sku = offered_skus[0]!.sku

/** Settings to begin with, besides the address. */
const first_settings: Readonly<Record<ProviderKind, object>> = {
  protocol: {},
  stapi: { products: { [sku]: { product_id: 'multispectral', assets: { L1D: ['visual'] } } } },
  v1: { client_id: '', contract_id: '', products: { [sku]: { product: 169, target: 'point' } } },
  planner: {
    elements: '',
    skus: [sku],
    swath: { swath_width_km: 14, overlap_km: 1, max_length_km: 100, track_heading_deg: 190 },
  },
}

/** Settings of another kind mean nothing: it begins with its own. */
export const withKind = (kind: ProviderKind): Partial<NewDraft> => ({
  kind,
  settings: textOf(first_settings[kind]),
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
