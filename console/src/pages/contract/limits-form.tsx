import { ActionIcon, Button, NumberInput, Select, Stack, Text } from '@mantine/core'
import type { Balance, Quota } from '@swath/contract/ledger'
import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { skusQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { problemAt } from '../../ui/form.tsx'
import { SavedForm } from '../../ui/form-dialog.tsx'
import { MoneyInput } from '../../ui/money-input.tsx'
import classes from './contract.module.css'
import { at_limits, measures, periods } from './quotas.ts'

const choices = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }))

/** A quota whose limit may not be written yet. */
type Draft = Omit<Quota, 'limit'> & { key: number; limit: number | null }

/** All quotas of a contract, and what becomes of orders beyond its budget. */
export function LimitsForm({ before, close }: { before: Balance; close: () => void }) {
  const { contract_id, currency } = before
  const [at_limit, setAtLimit] = useState(before.at_limit)
  const [quotas, setQuotas] = useState<Draft[]>(() =>
    before.quotas.map(({ measure, period, limit, sku, at_limit: at }, key) => ({
      ...{ key, measure, period, limit, sku, at_limit: at },
    })),
  )
  const saving = useAction(
    (swath) =>
      swath.admin.setLimits(contract_id, {
        at_limit,
        quotas: quotas.map(({ key: _, limit, ...quota }) => ({ ...quota, limit: limit ?? 0 })),
      }),
    { changes: ['contracts'], says: () => 'They hold for orders from now on.', done: close },
  )
  const add = () => {
    const key = 1 + Math.max(-1, ...quotas.map((one) => one.key))
    setQuotas([...quotas, { ...fresh, key }])
  }
  return (
    <SavedForm sending={saving} close={close}>
      <Stack gap="md">
        <Select
          label="Orders beyond the budget"
          data={choices(at_limits)}
          value={at_limit}
          onChange={(chosen) => setAtLimit((chosen as Quota['at_limit'] | null) ?? at_limit)}
          allowDeselect={false}
        />
        {quotas.length === 0 && <Text c="dimmed">It has no quotas.</Text>}
        {quotas.map((quota, at) => (
          <QuotaFields
            key={quota.key}
            {...{ contract_id, currency, quota }}
            title={`Quota ${at + 1}`}
            error={problemAt(saving.error, `/quotas/${at}`)}
            onChange={(changed) => setQuotas(quotas.map((one) => (one === quota ? changed : one)))}
            remove={() => setQuotas(quotas.filter((one) => one !== quota))}
          />
        ))}
        <Button
          variant="default"
          leftSection={<Plus size={16} aria-hidden />}
          onClick={add}
          style={{ alignSelf: 'flex-start' }}
        >
          Add a quota
        </Button>
      </Stack>
    </SavedForm>
  )
}

const fresh: Omit<Draft, 'key'> = {
  measure: 'orders',
  period: 'month',
  limit: null,
  sku: null,
  at_limit: 'refuse',
}

interface QuotaFieldsProps {
  contract_id: string
  currency: string
  title: string
  quota: Draft
  error: string | undefined
  onChange: (quota: Draft) => void
  remove: () => void
}

function QuotaFields({ contract_id, currency, title, quota, error, onChange, remove }: QuotaFieldsProps) {
  const skus = useQuery(skusQuery(useSwath(), contract_id)).data ?? []
  const change = (changed: Partial<Draft>) => onChange({ ...quota, ...changed })
  const limit = { label: 'Limit', error, required: true }
  return (
    <fieldset className={classes.row} aria-label={title}>
      <Select
        label="Quota of"
        data={choices(measures)}
        value={quota.measure}
        onChange={(chosen) => change({ measure: chosen as Quota['measure'], limit: null })}
        allowDeselect={false}
      />
      {quota.measure === 'amount' ? (
        <MoneyInput
          {...limit}
          currency={currency}
          value_minor={quota.limit}
          onChange={(value) => change({ limit: value })}
        />
      ) : (
        <NumberInput
          {...limit}
          min={0}
          suffix={quota.measure === 'km2' ? ' km²' : ''}
          thousandSeparator=" "
          value={quota.limit ?? ''}
          onChange={(value) => change({ limit: value === '' ? null : Number(value) })}
          hideControls
        />
      )}
      <Select
        label="Period"
        data={choices(periods)}
        value={quota.period}
        onChange={(chosen) => change({ period: chosen as Quota['period'] })}
        allowDeselect={false}
      />
      <Select
        label="SKU"
        placeholder="All together"
        data={[...new Set([...skus.map(({ sku }) => sku), ...(quota.sku ? [quota.sku] : [])])]}
        value={quota.sku}
        onChange={(sku) => change({ sku })}
        clearable
        clearButtonProps={{ 'aria-label': 'All SKUs together' }}
      />
      <Select
        label="Orders beyond it"
        data={choices(at_limits)}
        value={quota.at_limit}
        onChange={(chosen) => change({ at_limit: chosen as Quota['at_limit'] })}
        allowDeselect={false}
      />
      <ActionIcon variant="default" size={36} aria-label={`Remove ${title}`} onClick={remove}>
        <Trash2 size={16} aria-hidden />
      </ActionIcon>
    </fieldset>
  )
}
