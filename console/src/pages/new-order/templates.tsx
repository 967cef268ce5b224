import { LayoutTemplate } from 'lucide-react'
import { useKept } from '../../data/kept.ts'
import { SavedList } from '../../ui/saved-list.tsx'
import type { Draft } from './draft.ts'

interface Template {
  name: string
  draft: Draft
}

/** Days are over when a template is used, and a reference is used once. */
const once: Pick<Draft, 'days' | 'client_reference'> = { days: [null, null], client_reference: '' }

/** Drafts under names, to begin an order with. */
export function Templates({ draft, use }: { draft: Draft; use: (draft: Draft) => void }) {
  const [templates, keep] = useKept<readonly Template[]>('order-templates', [])
  return (
    <SavedList
      label="Templates"
      icon={LayoutTemplate}
      saved={templates}
      keep={keep}
      current={draft.sku ? (name) => ({ name, draft: { ...draft, ...once } }) : undefined}
      pick={(template) => use(template.draft)}
      note="Place, product, limits and project of an order. Kept in this browser, for you and this contract."
    />
  )
}
