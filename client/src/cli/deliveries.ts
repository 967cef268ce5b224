import type { Delivery } from '@swath/contract/deliveries'
import { delivery_statuses } from '@swath/contract/states'
import { Command, Option } from 'commander'
import type { Deliveries } from '../deliveries.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { wholeNumber } from './numbers.ts'
import { facts, isForPeople, minutes, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

export function deliveriesCommand(): Command {
  const list = new Command('list')
    .description('Deliveries, newest first')
    .option('--order <id>', 'only of this order')
    .addOption(new Option('--status <status>', 'only these').choices(delivery_statuses))
    .option('--limit <count>', 'at most so many', wholeNumber(1, 100_000), 25)
  const send = new Command('send')
    .description('Send the files of a deliverable to a destination')
    .argument('<deliverable_id>', 'swath deliverables list tells which there are')
    .argument('<destination_id>', 'swath destinations list tells which there are')
  return new Command('deliveries')
    .description('Files on their way to destinations')
    .addCommand(withConnection(withOutput(list)).action(listAll))
    .addCommand(ofDelivery('show', 'One delivery, with its attempts').action(show))
    .addCommand(withConnection(withOutput(send)).action(request))
    .addCommand(actionCommand('retry', 'Begin again a delivery that has failed or was canceled'))
    .addCommand(actionCommand('cancel', 'Send no more of a delivery; what is there stays there'))
}

function ofDelivery(name: string, about: string): Command {
  const command = new Command(name)
    .description(about)
    .argument('<delivery_id>', 'swath deliveries list tells which there are')
  return withConnection(withOutput(command))
}

function actionCommand(action: 'retry' | 'cancel', about: string): Command {
  return ofDelivery(action, about).action(async (delivery_id: string, flags: Flags) => {
    tell(flags, await (await clientOf(flags)).deliveries[action](delivery_id))
  })
}

type ListFlags = Flags & { order?: string; status?: Delivery['status']; limit: number }

async function listAll({ order: order_id, status, ...flags }: ListFlags): Promise<void> {
  const filter = { order_id, status, limit: Math.min(flags.limit, 1000) }
  const deliveries = await (await clientOf(flags)).deliveries.list(filter).all(flags.limit)
  print(flags, deliveries, () =>
    table(
      ['delivery', 'order', 'destination', 'status', 'sent', 'error'],
      deliveries.map((one) => [
        ...[one.delivery_id, one.order_id, one.destination_id, one.status, sentOf(one), one.error],
      ]),
    ),
  )
}

async function request(deliverable_id: string, destination_id: string, flags: Flags): Promise<void> {
  tell(flags, await (await clientOf(flags)).deliveries.request(deliverable_id, destination_id))
}

async function show(delivery_id: string, flags: Flags): Promise<void> {
  const { deliveries } = await clientOf(flags)
  const delivery = await deliveries.get(delivery_id)
  // The document of a delivery is what programs want; people want its story as well.
  const story = isForPeople(flags) ? await attemptsOf(deliveries, delivery_id) : ''
  print(flags, delivery, () => `${describe(delivery)}\n\n${story}`)
}

async function attemptsOf(deliveries: Deliveries, delivery_id: string): Promise<string> {
  const attempts = await deliveries.attempts(delivery_id).all()
  return table(
    ['attempt', 'from', 'to', 'bytes', 'error'],
    attempts.map(({ number, started_at, ended_at, bytes_sent, error }) => [
      ...[number, minutes(started_at), minutes(ended_at), bytes_sent, error],
    ]),
  )
}

function tell(flags: Flags, delivery: Delivery) {
  print(flags, delivery, () => describe(delivery))
}

function describe(delivery: Delivery): string {
  const { delivery_id, order_id, deliverable_id, destination_id, status, error, actions } = delivery
  return facts({
    ...{ delivery: delivery_id, order: order_id, deliverable: deliverable_id, destination: destination_id },
    ...{ status, error, sent: sentOf(delivery), 'next attempt': minutes(delivery.next_attempt_at) },
    'can be': actions.join(', '),
  })
}

const sentOf = ({ sent_bytes, total_bytes }: Delivery) => `${sent_bytes} of ${total_bytes} bytes`
