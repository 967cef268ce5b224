import { Alert, Button, Group, List, Modal, Progress, Text } from '@mantine/core'
import type { SwathClient } from '@swath/client/client'
import type { Order } from '@swath/contract/orders'
import type { ReactNode } from 'react'
import { formatNumber } from '../../ui/format.ts'
import { type Outcome, useBulk } from './use-bulk.ts'

interface BulkDialogProps {
  title: string
  /** Those for which it can be done, and why not for the others. */
  orders: readonly Order[]
  left_out: readonly { order: Order; why: string }[]
  /** Says in sentences what happens. */
  consequence: ReactNode
  /** On the button, such as `Cancel 12 orders`. */
  act: string
  is_dangerous?: boolean
  /** The form of what it needs to know. */
  children?: ReactNode
  is_ready?: boolean
  run: (swath: SwathClient, order: Order) => Promise<unknown>
  close: (is_done: boolean) => void
}

const listed_at_most = 50

/** Does one thing to many orders, one by one, after it has said what happens; then tells what came of each. */
export function BulkDialog(props: BulkDialogProps) {
  const {
    title,
    orders,
    left_out,
    consequence,
    act,
    is_dangerous,
    children,
    is_ready = true,
    run,
    close,
  } = props
  const bulk = useBulk(orders, run)
  const { outcomes, is_running, is_done } = bulk
  const failed = outcomes.filter(({ error }) => error !== undefined)
  return (
    <Modal opened onClose={() => close(is_done)} closeOnClickOutside={!is_running} title={title} size="lg">
      {!is_done && !is_running && (
        <>
          {consequence}
          <LeftOut left_out={left_out} />
          {children}
        </>
      )}
      {(is_running || is_done) && <Course all={orders.length} outcomes={outcomes} is_done={is_done} />}
      {failed.length > 0 && <Failures failed={failed} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={is_running ? bulk.stop : () => close(is_done)}>
          {is_running ? 'Stop' : is_done ? 'Close' : 'Back'}
        </Button>
        {!is_done && (
          <Button
            {...(is_dangerous ? { color: 'red.9' } : {})}
            loading={is_running}
            disabled={orders.length === 0 || !is_ready}
            onClick={bulk.start}
          >
            {act}
          </Button>
        )}
      </Group>
    </Modal>
  )
}

function LeftOut({ left_out }: Pick<BulkDialogProps, 'left_out'>) {
  if (left_out.length === 0) return null
  const reasons = Map.groupBy(left_out, ({ why }) => why)
  return (
    <List size="sm" mt="sm" c="dimmed">
      {[...reasons].map(([why, those]) => (
        <List.Item key={why}>
          {formatNumber(those.length)} left out: {why}
        </List.Item>
      ))}
    </List>
  )
}

function Course({ all, outcomes, is_done }: { all: number; outcomes: readonly Outcome[]; is_done: boolean }) {
  const done = outcomes.filter(({ error }) => error === undefined).length
  const refused = outcomes.length - done
  return (
    <>
      <Progress value={(outcomes.length / all) * 100} aria-label="Progress" mb="sm" />
      <Text role="status">
        {formatNumber(done)} of {formatNumber(all)} done
        {refused > 0 && `, ${formatNumber(refused)} failed`}
        {is_done && outcomes.length < all && `, ${formatNumber(all - outcomes.length)} not begun`}
      </Text>
    </>
  )
}

function Failures({ failed }: { failed: readonly Outcome[] }) {
  return (
    <Alert color="red" mt="sm" title="Not done" mah={260} style={{ overflowY: 'auto' }}>
      <List size="sm">
        {failed.slice(0, listed_at_most).map(({ order, error }) => (
          <List.Item key={order.id}>
            <bdi>{order.properties.order_name}</bdi> {order.id}: {error}
          </List.Item>
        ))}
      </List>
      {failed.length > listed_at_most && <Text size="sm">And {failed.length - listed_at_most} more.</Text>}
    </Alert>
  )
}
