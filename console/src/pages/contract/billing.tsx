import { Stack, Textarea, TextInput } from '@mantine/core'
import { ApiError } from '@swath/client/errors'
import type { Contract } from '@swath/contract/contracts'
import type { BillingDetails } from '@swath/contract/statements'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { useSwath } from '../../data/session.ts'
import { problemAt } from '../../ui/form.tsx'
import { FormDialog, SavedForm } from '../../ui/form-dialog.tsx'
import { Facts, Section } from '../../ui/page.tsx'
import { AnsweredToSome } from './unseen.tsx'

/** Whom statements are addressed to. */
export function Billing({ contract: { contract_id, name } }: { contract: Contract }) {
  const swath = useSwath()
  const billing = useQuery({
    queryKey: ['contracts', 'billing', contract_id],
    queryFn: ({ signal }) => swath.admin.billingDetails(contract_id, { signal }).catch(noneYet),
  })
  const known = billing.data
  return (
    <Section
      title="Billed to"
      actions={
        known !== undefined && (
          <FormDialog label="Change" title="Whom statements are addressed to">
            {(close) => (
              <BillingForm
                contract_id={contract_id}
                before={known ?? { name, address: [], tax_id: null, reference: null }}
                close={close}
              />
            )}
          </FormDialog>
        )
      }
    >
      <AnsweredToSome query={billing}>
        {(details) => <Facts facts={details ? factsOf(details) : { Name: `${name}, until you say more` }} />}
      </AnsweredToSome>
    </Section>
  )
}

function noneYet(error: unknown): null {
  if (error instanceof ApiError && error.code === 'not_found') return null
  throw error
}

const factsOf = ({ name, address, tax_id, reference }: BillingDetails) => ({
  Name: name,
  Address: address.join(', '),
  'Tax number': tax_id,
  Reference: reference,
})

interface BillingFormProps {
  contract_id: string
  before: BillingDetails
  close: () => void
}

function BillingForm({ contract_id, before, close }: BillingFormProps) {
  const [draft, setDraft] = useState({
    name: before.name,
    address: before.address.join('\n'),
    tax_id: before.tax_id ?? '',
    reference: before.reference ?? '',
  })
  const saving = useAction((swath) => swath.admin.setBillingDetails(contract_id, detailsOf(draft)), {
    changes: ['contracts'],
    says: () => 'Statements carry it from the next one on.',
    done: close,
  })
  const text = (field: keyof typeof draft) => ({
    value: draft[field],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setDraft((now) => ({ ...now, [field]: value }))
    },
    error: problemAt(saving.error, `/${field}`),
  })
  return (
    <SavedForm sending={saving} close={close}>
      <Stack gap="sm">
        <TextInput label="Name" description="As it stands on statements" required {...text('name')} />
        <Textarea label="Address" description="Line by line, at most 6" rows={4} {...text('address')} />
        <TextInput label="Tax number" {...text('tax_id')} />
        <TextInput
          label="Reference"
          description="By which the customer finds statements, such as a purchase order"
          {...text('reference')}
        />
      </Stack>
    </SavedForm>
  )
}

function detailsOf(draft: Record<'name' | 'address' | 'tax_id' | 'reference', string>): BillingDetails {
  const lines = draft.address.split('\n').map((line) => line.trim())
  return {
    name: draft.name.trim(),
    address: lines.filter((line) => line !== ''),
    tax_id: draft.tax_id.trim() || null,
    reference: draft.reference.trim() || null,
  }
}
