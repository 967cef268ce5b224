import { Alert, Autocomplete, Button, List, Text, TextInput } from '@mantine/core'
import type { NewOrder } from '@swath/client/orders'
import type { Validation } from '@swath/contract/orders'
import type { Price } from '@swath/contract/quotes'
import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CircleAlert } from 'lucide-react'
import type { FormEvent } from 'react'
import { projectsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { formatMoney, formatNumber } from '../../ui/format.ts'
import { messageOf } from '../../ui/states.tsx'
import { type Draft, orderOf } from './draft.ts'
import classes from './new-order.module.css'
import { Step } from './step.tsx'
import type { ChangeDraft } from './use-draft.ts'

interface ConfirmationProps {
  draft: Draft
  change: ChangeDraft
  question: NewOrder
  pricing: UseQueryResult<Validation>
}

/** What it costs, what cancelling would cost, how it is called; then it is placed. */
export function Confirmation({ draft, change, question, pricing }: ConfirmationProps) {
  const placing = usePlacing()
  const price = pricing.data?.price
  function submit(event: FormEvent) {
    event.preventDefault()
    placing.mutate({ question, draft, price: price! })
  }
  const told = placing.error ?? pricing.error
  const problems = told ? [messageOf(told)] : (pricing.data?.errors ?? []).map(({ message }) => message)
  return (
    <Step title="Price and order">
      {price && <PriceLines price={price} />}
      <form onSubmit={submit} className={classes.form}>
        <NameFields draft={draft} change={change} />
        {problems.map((problem) => (
          <Alert key={problem} color="red" variant="light" icon={<CircleAlert size={18} />} role="alert">
            {problem}
          </Alert>
        ))}
        <Button
          type="submit"
          size="md"
          loading={placing.isPending}
          disabled={!price || pricing.isFetching || pricing.isError}
        >
          {price ? `Place order · ${formatMoney(price.total_minor, price.currency)}` : 'Place order'}
        </Button>
      </form>
    </Step>
  )
}

interface Placing {
  question: NewOrder
  draft: Draft
  /** What is on the button. */
  price: Price
}

/** Nobody pays another price than the one that they saw: it is locked before the order is placed. */
function usePlacing() {
  const swath = useSwath()
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async ({ question, draft, price }: Placing) => {
      const { quote_id, total_minor, currency } = await swath.orders.quote(question)
      if (total_minor !== price.total_minor) {
        void queries.invalidateQueries({ queryKey: ['price'] })
        throw new Error(`It costs ${formatMoney(total_minor, currency)} by now. Nothing was ordered.`)
      }
      return swath.orders.place(orderOf(question, draft, quote_id))
    },
    onSuccess: (order) => {
      queries.setQueryData(['orders', 'one', order.id], order)
      void navigate({ to: '/orders/$order_id', params: { order_id: order.id } })
    },
  })
}

function PriceLines({ price }: { price: Price }) {
  const { line_items, total_minor, currency, cancellation_fees } = price
  return (
    <div className={classes.price}>
      {line_items.map(({ description, quantity, unit, unit_price_minor, amount_minor }) => (
        <div key={description}>
          <span>
            {description}: {formatNumber(quantity, 2)} {unit === 'km2' ? 'km²' : unit} ×{' '}
            {formatMoney(unit_price_minor, currency)}
          </span>
          <span>{formatMoney(amount_minor, currency)}</span>
        </div>
      ))}
      <div className={classes.total}>
        <span>If everything is delivered</span>
        <span>{formatMoney(total_minor, currency)}</span>
      </div>
      <Text size="sm" c="dimmed">
        Only what is delivered is charged.
      </Text>
      {cancellation_fees.length === 0 ? (
        <Text size="sm" c="dimmed">
          Cancelling is free until the first collection begins.
        </Text>
      ) : (
        <List size="sm" c="dimmed">
          {cancellation_fees.map((step) => (
            <List.Item key={step.hours_before}>
              Cancelling costs {formatMoney(step.fee_minor, currency)} from {step.hours_before} hours before
              the first collection
            </List.Item>
          ))}
        </List>
      )}
    </div>
  )
}

function NameFields({ draft, change }: Pick<ConfirmationProps, 'draft' | 'change'>) {
  const projects = useQuery(projectsQuery(useSwath()))
  return (
    <>
      <TextInput
        label="Name of the order"
        required
        maxLength={120}
        value={draft.order_name}
        onChange={(event) => change({ order_name: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        <Autocomplete
          label="Project"
          required
          maxLength={120}
          data={(projects.data ?? []).map(({ project_name }) => project_name)}
          value={draft.project_name}
          onChange={(project_name) => change({ project_name })}
        />
        <TextInput
          label="Your reference"
          placeholder="Optional"
          maxLength={120}
          value={draft.client_reference}
          onChange={(event) => change({ client_reference: event.currentTarget.value })}
        />
      </div>
    </>
  )
}
