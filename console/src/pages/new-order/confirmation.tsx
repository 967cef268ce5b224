import { Alert, Autocomplete, Button, Text, TextInput } from '@mantine/core'
import { ApiError } from '@swath/client/errors'
import type { NewOrder } from '@swath/client/orders'
import type { Problem } from '@swath/contract/errors'
import type { Order, Validation } from '@swath/contract/orders'
import { ownNameOf } from '@swath/places/names'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { CircleAlert } from 'lucide-react'
import type { FormEvent } from 'react'
import { projectsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { formatMoney } from '../../ui/format.ts'
import { messageOf } from '../../ui/states.tsx'
import { type Draft, orderNames, ordersOf } from './draft.ts'
import classes from './new-order.module.css'
import { PriceLines } from './price-lines.tsx'
import { Step } from './step.tsx'
import type { ChangeDraft } from './use-draft.ts'
import { usePlacing } from './use-placing.ts'

interface ConfirmationProps {
  draft: Draft
  change: ChangeDraft
  questions: readonly NewOrder[]
  pricing: UseQueryResult<Validation>
  is_settled: boolean
  onPlaced: (orders: Order[]) => void
}

/** Shows the price, the fee for cancelling and the name; then the order is placed. */
export function Confirmation(props: ConfirmationProps) {
  const { draft, change, questions, pricing, is_settled, onPlaced } = props
  const placing = usePlacing(onPlaced)
  const price = pricing.data?.price
  function submit(event: FormEvent) {
    event.preventDefault()
    placing.mutate({ orders: ordersOf(questions, draft), price: price! })
  }
  const place = questions.length > 1 ? `Place ${questions.length} orders` : 'Place order'
  return (
    <Step title="Price and order">
      {price && <PriceLines price={price} />}
      <form onSubmit={submit} className={classes.form}>
        <NameFields draft={draft} change={change} />
        {problemsOf(placing.error ?? pricing.error, pricing.data?.errors ?? [], draft).map((problem) => (
          <Alert
            key={problem}
            color="red"
            variant="light"
            icon={<CircleAlert size={18} />}
            role="alert"
            className={classes.names}
          >
            {problem}
          </Alert>
        ))}
        <Button type="submit" size="md" loading={placing.isPending} disabled={!price || !is_settled}>
          {price ? `${place} · ${formatMoney(price.total_minor, price.currency)}` : place}
        </Button>
      </form>
    </Step>
  )
}

const listed_at_most = 5

/** In sentences; of several orders each says which one it is about. */
function problemsOf(error: unknown, found: readonly Problem[], draft: Draft): string[] {
  const of_each = error instanceof ApiError && error.code === 'bulk_refused' ? error.problems : []
  if (error && of_each.length === 0) return [messageOf(error)]
  const names = orderNames(draft)
  const sentences = [...of_each, ...(error ? [] : found)].map(({ pointer, message }) => {
    const [, at] = /^\/orders\/(\d+)/.exec(pointer) ?? []
    return names.length > 1 && at ? `${names[Number(at)]}: ${message}` : message
  })
  const more = sentences.length - listed_at_most
  return [...sentences.slice(0, listed_at_most), ...(more > 0 ? [`And ${more} more like these`] : [])]
}

function NameFields({ draft, change }: Pick<ConfirmationProps, 'draft' | 'change'>) {
  const projects = useQuery(projectsQuery(useSwath()))
  const [first, ...others] = orderNames(draft)
  const is_named = draft.places.every((place) => ownNameOf(place) !== '')
  return (
    <>
      <TextInput
        label={others.length > 0 ? 'Name of the orders' : 'Name of the order'}
        required={!is_named}
        placeholder={is_named ? (others.length > 0 ? 'As the file names them' : first) : undefined}
        maxLength={120}
        value={draft.order_name}
        onChange={(event) => change({ order_name: event.currentTarget.value })}
      />
      {others.length > 0 && (
        <Text size="xs" c="dimmed" className={classes.names}>
          {[first, ...others].slice(0, 3).join(', ')}
          {others.length > 2 && ` and ${others.length - 2} more`}
        </Text>
      )}
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
