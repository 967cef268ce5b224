import { Fieldset, Group, NumberInput, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import type { BillingDetails, Invoicing, TaxCategory } from '@swath/contract/statements'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { problemAt } from '../../ui/form.tsx'
import { SavedForm } from '../../ui/form-dialog.tsx'
import { tax_names } from './tax-names.ts'

interface BillingFormProps {
  contract_id: string
  before: BillingDetails
  close: () => void
}

type Draft = Record<'name' | 'address' | 'tax_id' | 'reference', string> & InvoicingDraft

interface InvoicingDraft {
  has_invoices: boolean
  country: string
  peppol_id: string
  category: TaxCategory
  percent: number | string
  reason: string
  payment_days: number | string
}

export function BillingForm({ contract_id, before, close }: BillingFormProps) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(before))
  const change = (changed: Partial<Draft>) => setDraft((now) => ({ ...now, ...changed }))
  const saving = useAction((swath) => swath.admin.setBillingDetails(contract_id, detailsOf(draft)), {
    changes: ['contracts'],
    says: () => 'Statements carry it from the next one on.',
    done: close,
  })
  const text = (field: 'name' | 'address' | 'tax_id' | 'reference') => ({
    value: draft[field],
    onChange: (event: { currentTarget: { value: string } }) => change({ [field]: event.currentTarget.value }),
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
        <Switch
          label="Electronic invoices (UBL, Peppol)"
          checked={draft.has_invoices}
          onChange={(event) => change({ has_invoices: event.currentTarget.checked })}
        />
        {draft.has_invoices && <InvoicingFields draft={draft} change={change} error={saving.error} />}
      </Stack>
    </SavedForm>
  )
}

interface InvoicingFieldsProps {
  draft: InvoicingDraft
  change: (changed: Partial<InvoicingDraft>) => void
  error: unknown
}

function InvoicingFields({ draft, change, error }: InvoicingFieldsProps) {
  const problem = (field: string) => problemAt(error, `/invoicing/${field}`)
  return (
    <Fieldset legend="On electronic invoices">
      <Stack gap="sm">
        <Group grow align="flex-start">
          <TextInput
            label="Country"
            description="Two letters"
            placeholder="ES"
            maxLength={2}
            value={draft.country}
            onChange={(event) => change({ country: event.currentTarget.value.toUpperCase() })}
            error={problem('country')}
          />
          <TextInput
            label="Peppol identifier"
            description="Scheme and number"
            placeholder="0088:7300010000001"
            value={draft.peppol_id}
            onChange={(event) => change({ peppol_id: event.currentTarget.value.trim() })}
            error={problem('peppol_id')}
          />
        </Group>
        <Select
          label="Tax"
          data={Object.entries(tax_names).map(([value, label]) => ({ value, label }))}
          value={draft.category}
          allowDeselect={false}
          onChange={(category) => change({ category: category as TaxCategory })}
        />
        {draft.category === 'S' && (
          <NumberInput
            label="Percent"
            min={0}
            max={100}
            decimalScale={2}
            value={draft.percent}
            onChange={(percent) => change({ percent })}
            error={problem('tax/percent')}
          />
        )}
        {draft.category === 'E' && (
          <TextInput
            label="Why it is exempt"
            value={draft.reason}
            onChange={(event) => change({ reason: event.currentTarget.value })}
            error={problem('tax/reason')}
          />
        )}
        <NumberInput
          label="Due after days"
          min={0}
          max={365}
          allowDecimal={false}
          value={draft.payment_days}
          onChange={(payment_days) => change({ payment_days })}
          error={problem('payment_days')}
        />
      </Stack>
    </Fieldset>
  )
}

function draftOf({ name, address, tax_id, reference, invoicing }: BillingDetails): Draft {
  const { country = '', peppol_id = '', tax, payment_days = 30 } = invoicing ?? {}
  return {
    ...{ name, country, peppol_id, payment_days },
    address: address.join('\n'),
    tax_id: tax_id ?? '',
    reference: reference ?? '',
    has_invoices: invoicing !== null,
    category: tax?.category ?? 'S',
    percent: tax?.percent ?? '',
    reason: tax?.reason ?? '',
  }
}

function detailsOf(draft: Draft): BillingDetails {
  const lines = draft.address.split('\n').map((line) => line.trim())
  return {
    name: draft.name.trim(),
    address: lines.filter((line) => line !== ''),
    tax_id: draft.tax_id.trim() || null,
    reference: draft.reference.trim() || null,
    invoicing: draft.has_invoices ? invoicingOf(draft) : null,
  }
}

function invoicingOf({ country, peppol_id, category, percent, reason, payment_days }: Draft): Invoicing {
  return {
    country,
    peppol_id,
    tax: {
      category,
      percent: category === 'S' ? Number(percent) : 0,
      reason: (category === 'E' && reason.trim()) || null,
    },
    payment_days: Number(payment_days),
  }
}
