import { SegmentedControl, Stack, Textarea } from '@mantine/core'
import type { Contract } from '@swath/contract/contracts'
import type { Balance, QuotaUse } from '@swath/contract/ledger'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { useSwath } from '../../data/session.ts'
import { problemAt } from '../../ui/form.tsx'
import { FormDialog, SavedForm } from '../../ui/form-dialog.tsx'
import { formatArea, formatMoney, formatNumber } from '../../ui/format.ts'
import { MoneyInput } from '../../ui/money-input.tsx'
import { Facts, Section } from '../../ui/page.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import classes from './contract.module.css'
import { LimitsForm } from './limits-form.tsx'
import { at_limits, measures, periods } from './quotas.ts'
import { AnsweredToSome } from './unseen.tsx'

/** The budget tells how far a contract may go, and how far it has gone. */
export function Budget({ contract: { contract_id } }: { contract: Contract }) {
  const swath = useSwath()
  const balance = useQuery({
    queryKey: ['contracts', 'balance', contract_id],
    queryFn: ({ signal }) => swath.admin.balance(contract_id, { signal }),
  })
  const before = balance.data
  return (
    <Section
      title="Budget and quotas"
      actions={
        before && (
          <>
            <FormDialog label="Grant" title="Give a budget, or more of it">
              {(close) => <GrantForm balance={before} close={close} />}
            </FormDialog>
            <FormDialog label="Limits" title="What happens at the limits" wide>
              {(close) => <LimitsForm before={before} close={close} />}
            </FormDialog>
          </>
        )
      }
    >
      <AnsweredToSome query={balance}>{(found) => <Limits balance={found} />}</AnsweredToSome>
    </Section>
  )
}

function Limits({ balance }: { balance: Balance }) {
  const {
    currency,
    is_limited,
    at_limit,
    granted_minor,
    available_minor,
    held_minor,
    consumed_minor,
    quotas,
  } = balance
  const money = (amount_minor: number) => (
    <span className="number">{formatMoney(amount_minor, currency)}</span>
  )
  return (
    <>
      <Facts
        facts={{
          Budget: is_limited ? money(granted_minor) : 'None: it spends without a limit',
          Available: is_limited && money(available_minor),
          'Set aside for open orders': money(held_minor),
          Consumed: money(consumed_minor),
          'Orders beyond it': at_limits[at_limit],
        }}
      />
      {quotas.length > 0 && (
        <div className={classes.after}>
          <Table
            label="Quotas"
            rows={quotas}
            columns={columnsIn(currency)}
            keyOf={({ quota_id }) => quota_id}
          />
        </div>
      )}
    </>
  )
}

function columnsIn(currency: string): Column<QuotaUse>[] {
  const shown = (measure: QuotaUse['measure'], value: number) => {
    if (measure === 'amount') return formatMoney(value, currency)
    return measure === 'km2' ? formatArea(value) : formatNumber(value)
  }
  return [
    { title: 'Quota of', cell: ({ measure }) => <strong>{measures[measure]}</strong> },
    { title: 'SKU', cell: ({ sku }) => (sku ? <span className="code">{sku}</span> : 'All together') },
    { title: 'Period', cell: ({ period }) => periods[period] },
    {
      title: 'Used',
      align: 'right',
      cell: ({ measure, used, limit }) => (
        <span className="number">{`${shown(measure, used)} of ${shown(measure, limit)}`}</span>
      ),
    },
    { title: 'Orders beyond it', cell: ({ at_limit }) => at_limits[at_limit] },
  ]
}

const kinds = [
  { value: 'grant', label: 'Budget' },
  { value: 'adjustment', label: 'Credit' },
  { value: 'back', label: 'Take back' },
]

function GrantForm({ balance, close }: { balance: Balance; close: () => void }) {
  const { contract_id, currency, available_minor } = balance
  const [kind, setKind] = useState('grant')
  const [amount_minor, setAmount] = useState<number | null>(null)
  const [message, setMessage] = useState('')
  const granting = useAction(
    (swath) =>
      swath.admin.grant(contract_id, {
        kind: kind === 'adjustment' ? 'adjustment' : 'grant',
        amount_minor: (amount_minor ?? 0) * (kind === 'back' ? -1 : 1),
        message,
      }),
    {
      changes: ['contracts'],
      says: (after) => `${formatMoney(after.available_minor, currency)} are available now.`,
      done: close,
    },
  )
  return (
    <SavedForm sending={granting} close={close}>
      <Stack gap="sm">
        <SegmentedControl aria-label="What is given" data={kinds} value={kind} onChange={setKind} fullWidth />
        <MoneyInput
          label="Amount"
          description={about(kind, formatMoney(available_minor, currency))}
          currency={currency}
          value_minor={amount_minor}
          onChange={setAmount}
          error={problemAt(granting.error, '/amount_minor')}
          required
        />
        <Textarea
          label="Why, as the ledger tells it"
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
          maxLength={500}
          rows={2}
        />
      </Stack>
    </SavedForm>
  )
}

function about(kind: string, available: string): string {
  if (kind === 'back') return `At most the ${available} that are available.`
  if (kind === 'adjustment') return 'A credit alone sets no limit.'
  return 'With a first budget the contract has a limit. It adds up.'
}
