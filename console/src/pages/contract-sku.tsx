import { Box } from '@mantine/core'
import { skuChanges } from '@swath/client/sku-changes'
import type { Contract } from '@swath/contract/contracts'
import type { ContractSku } from '@swath/contract/skus'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useAction } from '../data/actions.ts'
import { contractQuery, skusQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Page, Section } from '../ui/page.tsx'
import { Answered } from '../ui/states.tsx'
import { Changes } from './contract/changes.tsx'
import { type Draft, definitionOf, draftOf, fresh } from './contract/terms-draft.ts'
import { TermsForm } from './contract/terms-form.tsx'
import { TermsHistory } from './contract/terms-history.tsx'

/** A SKU that a contract has, or is given: `new` is none that there is. */
export default function ContractSkuPage() {
  const { contract_id, sku } = useParams({ from: '/signed-in/contracts/$contract_id/skus/$sku' })
  const swath = useSwath()
  const contract = useQuery(contractQuery(swath, contract_id))
  const skus = useQuery(skusQuery(swath, contract_id))
  return (
    <Answered query={contract}>
      {(found) => (
        <Answered query={skus}>
          {(all) => <Editing key={sku} contract={found} skus={all} sku={sku === 'new' ? undefined : sku} />}
        </Answered>
      )}
    </Answered>
  )
}

interface EditingProps {
  contract: Contract
  skus: ContractSku[]
  sku: string | undefined
}

function Editing({ contract, skus, sku }: EditingProps) {
  const { contract_id, name, organisation_name, currency } = contract
  const existing = skus.find((one) => one.sku === sku)
  const [draft, setDraft] = useState<Draft>(() =>
    existing ? draftOf(existing) : { ...fresh, sku: sku ?? '' },
  )
  const navigate = useNavigate()
  const planning = useAction(
    (swath, given: Draft) => swath.admin.planSku(contract_id, given.sku, definitionOf(given)),
    { changes: [] },
  )
  const saving = useAction(
    (swath, given: Draft) => swath.admin.defineSku(contract_id, given.sku, definitionOf(given)),
    {
      changes: ['contracts'],
      says: (made) => `${made.sku} is as you said.`,
      done: () => void navigate({ to: '/contracts/$contract_id', params: { contract_id } }),
    },
  )
  const planned = planning.data
  function change(changed: Partial<Draft>) {
    planning.reset()
    saving.reset()
    setDraft((before) => ({ ...before, ...changed }))
  }
  return (
    <Page title={sku ?? 'New SKU'} about={`${name}, ${organisation_name}`}>
      <TermsForm
        {...{ draft, change, currency }}
        is_new={!existing}
        act={planned ? 'Save' : 'Show what changes'}
        fails="Not possible"
        sending={planned ? saving : planning}
        onSubmit={() => (planned ? saving : planning).mutate(draft)}
        cancel={
          <LinkButton to="/contracts/$contract_id" params={{ contract_id }} variant="default">
            Back
          </LinkButton>
        }
      >
        {planned && (
          <Section title="What changes" flush>
            <Box p="md">
              <Changes currency={currency} changes={changesOf(skus, planned)} />
            </Box>
          </Section>
        )}
      </TermsForm>
      {existing && <TermsHistory of={existing} />}
    </Page>
  )
}

function changesOf(skus: readonly ContractSku[], planned: ContractSku) {
  const before = skus.find(({ sku }) => sku === planned.sku)
  return skuChanges(before, planned).map((one) => ({ ...one, sku: planned.sku }))
}
