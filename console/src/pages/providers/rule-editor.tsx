import type { Provider } from '@swath/client/providers'
import type { Geometry } from '@swath/contract/geometry'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { Form, problemAt } from '../../ui/form.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { usePageTitle } from '../../ui/page.tsx'
import classes from '../new-order/new-order.module.css'
import { Step } from '../new-order/step.tsx'
import { useFileDrop } from '../new-order/use-given-place.ts'
import { PlaceMap, PlaceStep, useDrawnPlace } from '../restricted-areas/drawn-place.tsx'
import { draftOf, fresh, type Rule, type RuleDraft, ruleOf } from './rule-draft.ts'
import { RuleFields, SkuField } from './rule-fields.tsx'

/** Which orders of a SKU go to a provider, with the area in which they lie drawn on the map. */
export function RuleEditor({ provider: { name, title }, before }: { provider: Provider; before?: Rule }) {
  const heading = before ? `${before.sku} from ${title}` : `A SKU from ${title}`
  usePageTitle(heading)
  const [draft, setDraft] = useState<RuleDraft>(before ? draftOf(before) : fresh)
  const change = (changed: Partial<RuleDraft>) => setDraft((now) => ({ ...now, ...changed }))
  const place = useDrawnPlace((before?.region ?? undefined) as Geometry | undefined, null)
  const navigate = useNavigate()
  const saving = useAction(
    (swath) => swath.providers.setSku(name, draft.sku, ruleOf(draft, place.geometry)),
    {
      changes: ['providers'],
      says: () => `Orders of ${draft.sku} go by this rule from now on.`,
      done: () => void navigate({ to: '/providers/$name', params: { name } }),
    },
  )
  return (
    <div className={classes.page} {...useFileDrop(place.given.takeFiles)}>
      <div className={classes.panel}>
        <h1 className={classes.names}>{heading}</h1>
        <Form
          act="Save"
          fails="Not saved"
          sending={saving}
          onSubmit={() => saving.mutate()}
          cancel={
            <LinkButton to="/providers/$name" params={{ name }} variant="default">
              Back
            </LinkButton>
          }
        >
          <Step title="Which orders">
            {!before && <SkuField {...{ draft, change }} />}
            <RuleFields {...{ draft, change, error: saving.error }} />
          </Step>
          <PlaceStep place={place} problem={problemAt(saving.error, '/region')} without="Everywhere" />
        </Form>
      </div>
      <PlaceMap place={place} />
    </div>
  )
}
