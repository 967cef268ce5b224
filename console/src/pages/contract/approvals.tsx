import { NumberInput, Stack, Switch } from '@mantine/core'
import type { Contract } from '@swath/contract/contracts'
import type { RejectionPolicy } from '@swath/contract/deliverables'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { useSwath } from '../../data/session.ts'
import { problemAt } from '../../ui/form.tsx'
import { FormDialog, SavedForm } from '../../ui/form-dialog.tsx'
import { formatMoney } from '../../ui/format.ts'
import { MoneyInput } from '../../ui/money-input.tsx'
import { Facts, Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'

/** The price above which orders wait for an approver of the customer. */
export function Approvals({ contract: { contract_id, currency } }: { contract: Contract }) {
  const swath = useSwath()
  const limit = useQuery({
    queryKey: ['contracts', 'approval-limit', contract_id],
    queryFn: ({ signal }) => swath.approvals.limitOf(contract_id, { signal }),
  })
  const above_minor = limit.data?.above_minor
  return (
    <Section
      title="Approval by the customer"
      actions={
        above_minor !== undefined && (
          <FormDialog label="Change" title="Which orders wait for the customer">
            {(close) => <LimitForm {...{ contract_id, currency, above_minor, close }} />}
          </FormDialog>
        )
      }
    >
      <Answered query={limit}>
        {(found) => (
          <Facts
            facts={{
              'Orders wait above':
                found.above_minor === null ? 'No price' : formatMoney(found.above_minor, currency),
            }}
          />
        )}
      </Answered>
    </Section>
  )
}

interface LimitFormProps {
  contract_id: string
  currency: string
  above_minor: number | null
  close: () => void
}

function LimitForm({ contract_id, currency, above_minor, close }: LimitFormProps) {
  const [above, setAbove] = useState(above_minor)
  const saving = useAction((swath) => swath.approvals.setLimitOf(contract_id, above), {
    changes: ['contracts'],
    says: () => 'It holds for orders from now on.',
    done: close,
  })
  return (
    <SavedForm sending={saving} close={close}>
      <MoneyInput
        label="Orders wait above"
        description="Whoever may approve orders without waiting. Empty: no order waits."
        placeholder="No price"
        currency={currency}
        value_minor={above}
        onChange={setAbove}
        error={problemAt(saving.error, '/above_minor')}
      />
    </SavedForm>
  )
}

/** Which rejections are accepted without the order desk. */
export function Rejections({ contract: { contract_id, currency } }: { contract: Contract }) {
  const swath = useSwath()
  const policy = useQuery({
    queryKey: ['contracts', 'rejection-policy', contract_id],
    queryFn: ({ signal }) => swath.admin.rejectionPolicy(contract_id, { signal }),
  })
  const before = policy.data
  return (
    <Section
      title="Rejected deliverables"
      actions={
        before && (
          <FormDialog label="Change" title="Which rejections are accepted">
            {(close) => <PolicyForm {...{ contract_id, currency, before, close }} />}
          </FormDialog>
        )
      }
    >
      <Answered query={policy}>{(found) => <Facts facts={factsOf(found, currency)} />}</Answered>
    </Section>
  )
}

function factsOf({ automatic, within_days, max_minor, max_pct }: RejectionPolicy, currency: string) {
  if (!automatic) return { 'Decided by': 'The order desk' }
  return {
    'Accepted by themselves': `Within ${within_days} days`,
    'Refunded in a month': max_minor === null ? null : `At most ${formatMoney(max_minor, currency)}`,
    'Of what was delivered': max_pct === null ? null : `At most ${max_pct} %`,
  }
}

interface PolicyFormProps {
  contract_id: string
  currency: string
  before: RejectionPolicy
  close: () => void
}

function PolicyForm({ contract_id, currency, before, close }: PolicyFormProps) {
  const [policy, setPolicy] = useState(before)
  const change = (changed: Partial<RejectionPolicy>) => setPolicy((now) => ({ ...now, ...changed }))
  const saving = useAction((swath) => swath.admin.setRejectionPolicy(contract_id, policy), {
    changes: ['contracts'],
    says: () => 'It holds for rejections from now on.',
    done: close,
  })
  return (
    <SavedForm sending={saving} close={close}>
      <Stack gap="sm">
        <Switch
          label="Accepted by themselves"
          description="Within the limits below. The order desk decides about the others."
          checked={policy.automatic}
          onChange={(event) => change({ automatic: event.currentTarget.checked })}
        />
        <NumberInput
          label="Days after the delivery"
          min={0}
          max={3650}
          value={policy.within_days}
          onChange={(days) => change({ within_days: Number(days) })}
          error={problemAt(saving.error, '/within_days')}
          required
        />
        <MoneyInput
          label="Refunded in a month, at most"
          placeholder="No limit"
          currency={currency}
          value_minor={policy.max_minor}
          onChange={(max_minor) => change({ max_minor })}
          error={problemAt(saving.error, '/max_minor')}
        />
        <NumberInput
          label="Refunded in a month, in percent of what was delivered, at most"
          placeholder="No limit"
          min={0}
          max={100}
          value={policy.max_pct ?? ''}
          onChange={(pct) => change({ max_pct: pct === '' ? null : Number(pct) })}
          error={problemAt(saving.error, '/max_pct')}
        />
      </Stack>
    </SavedForm>
  )
}
