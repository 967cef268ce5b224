import { MultiSelect, Select, Stack } from '@mantine/core'
import { skuChanges } from '@swath/client/sku-changes'
import type { Contract } from '@swath/contract/contracts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { allContractsQuery, skusQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { Form } from '../../ui/form.tsx'
import { BackButton } from '../../ui/form-dialog.tsx'
import { Changes } from './changes.tsx'

interface CopySkusProps {
  contract: Contract
  close: () => void
}

/** The SKUs of a contract in the same currency, as a template or as another customer has them. */
export function CopySkus({ contract: { contract_id, currency }, close }: CopySkusProps) {
  const swath = useSwath()
  const contracts = useQuery(allContractsQuery(swath)).data ?? []
  const [from, setFrom] = useState<string | null>(null)
  const [skus, setSkus] = useState<string[]>([])
  const there = useQuery({ ...skusQuery(swath, from ?? ''), enabled: from !== null }).data ?? []
  const here = useQuery(skusQuery(swath, contract_id)).data ?? []
  const asked = { from_contract_id: from ?? '', ...(skus.length > 0 ? { skus } : {}) }
  const planning = useAction((client) => client.admin.planCopy(contract_id, asked), { changes: [] })
  const copying = useAction((client) => client.admin.copySkus(contract_id, asked), {
    changes: ['contracts'],
    says: () => 'The SKUs are there.',
    done: close,
  })
  const planned = planning.data
  function choose(changed: () => void) {
    planning.reset()
    copying.reset()
    changed()
  }
  return (
    <Form
      act={planned ? 'Copy them' : 'Show what changes'}
      fails="Not copied"
      sending={planned ? copying : planning}
      onSubmit={() => (planned ? copying : planning).mutate()}
      cancel={<BackButton close={close} />}
    >
      <Stack gap="sm">
        <Select
          label="From the contract"
          description={`Of those in ${currency}. What it has now is taken, at the prices of now.`}
          searchable
          data={contracts
            .filter((one) => one.currency === currency && one.contract_id !== contract_id)
            .map(({ contract_id: value, name, organisation_name }) => ({
              value,
              label: `${name}, ${organisation_name}`,
            }))}
          value={from}
          onChange={(chosen) =>
            choose(() => {
              setFrom(chosen)
              setSkus([])
            })
          }
          required
        />
        <MultiSelect
          label="SKUs"
          placeholder={skus.length === 0 ? 'All of them' : ''}
          data={there.filter(({ is_offered }) => is_offered).map(({ sku }) => sku)}
          value={skus}
          onChange={(chosen) => choose(() => setSkus(chosen))}
          disabled={from === null}
          searchable
        />
        {planned && (
          <Changes
            currency={currency}
            changes={planned.flatMap((after) => {
              const before = here.find(({ sku }) => sku === after.sku)
              return skuChanges(before, after).map((change) => ({ ...change, sku: after.sku }))
            })}
          />
        )}
      </Stack>
    </Form>
  )
}
