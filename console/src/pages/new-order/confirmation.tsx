import { Alert, Autocomplete, Button, List, Text, TextInput } from '@mantine/core'
import type { NewOrder } from '@swath/client/orders'
import type { Quote } from '@swath/contract/quotes'
import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CircleAlert } from 'lucide-react'
import type { FormEvent } from 'react'
import { projectsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { formatMoney, formatNumber, formatTime } from '../../ui/format.ts'
import { messageOf } from '../../ui/states.tsx'
import { type Draft, orderOf } from './draft.ts'
import classes from './new-order.module.css'
import { Step } from './step.tsx'
import type { ChangeDraft } from './use-draft.ts'

interface ConfirmationProps {
  draft: Draft
  change: ChangeDraft
  question: NewOrder
  quote: UseQueryResult<Quote>
}

/** What it costs, what cancelling would cost, how it is called; then it is placed. */
export function Confirmation({ draft, change, question, quote }: ConfirmationProps) {
  const placing = usePlacing()
  function submit(event: FormEvent) {
    event.preventDefault()
    placing.mutate(orderOf(question, draft, quote.data?.quote_id))
  }
  const problem = placing.error ?? quote.error
  return (
    <Step title="Price and order">
      {quote.data && !quote.error && <Price quote={quote.data} />}
      <form onSubmit={submit} className={classes.form}>
        <NameFields draft={draft} change={change} />
        {problem && (
          <Alert color="red" variant="light" icon={<CircleAlert size={18} />} role="alert">
            {messageOf(problem)}
          </Alert>
        )}
        <Button
          type="submit"
          size="md"
          loading={placing.isPending}
          disabled={!quote.data || quote.isFetching || quote.isError}
        >
          {quote.data
            ? `Place order · ${formatMoney(quote.data.total_minor, quote.data.currency)}`
            : 'Place order'}
        </Button>
      </form>
    </Step>
  )
}

function usePlacing() {
  const swath = useSwath()
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (order: NewOrder) => swath.orders.place(order),
    onSuccess: (order) => {
      queries.setQueryData(['orders', 'one', order.id], order)
      void navigate({ to: '/orders/$order_id', params: { order_id: order.id } })
    },
  })
}

function Price({ quote }: { quote: Quote }) {
  const { line_items, total_minor, currency, cancellation_fees, expires_at } = quote
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
        Only what is delivered is charged. The price holds until {formatTime(expires_at)}.
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
