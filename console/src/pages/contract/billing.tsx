import { ApiError } from '@swath/client/errors'
import type { Contract } from '@swath/contract/contracts'
import type { BillingDetails } from '@swath/contract/statements'
import { useQuery } from '@tanstack/react-query'
import { useSwath } from '../../data/session.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { Facts, Section } from '../../ui/page.tsx'
import { BillingForm } from './billing-form.tsx'
import { taxText } from './tax-names.ts'
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
              <BillingForm contract_id={contract_id} before={known ?? nobody(name)} close={close} />
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

const nobody = (name: string): BillingDetails => ({
  name,
  address: [],
  tax_id: null,
  reference: null,
  invoicing: null,
})

const factsOf = ({ name, address, tax_id, reference, invoicing }: BillingDetails) => ({
  Name: name,
  Address: address.join(', '),
  'Tax number': tax_id,
  Reference: reference,
  'Electronic invoices': invoicing
    ? `${invoicing.country}, ${invoicing.peppol_id}; ${taxText(invoicing.tax)}; due after ${invoicing.payment_days} days`
    : 'None: their country, Peppol identifier and tax are not known',
})
