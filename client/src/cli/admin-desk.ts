import { rejection_statuses } from '@swath/contract/deliverables'
import { Command, Option } from 'commander'
import { deskActionCommands } from './admin-desk-actions.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { tellDeliverable } from './deliverables-reject.ts'
import { describeOrder } from './order-text.ts'
import { tellWaitingOrders } from './orders-approve.ts'
import { type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'
import { tellMessages } from './webhooks-log.ts'

type Flags = ConnectionFlags & OutputFlags

export function adminDeskCommand(): Command {
  const status = new Option('--status <status>', 'only these').choices(rejection_statuses)
  const rejections = new Command('rejections')
    .description('Deliverables that customers rejected, the oldest request first')
    .addOption(status.default('requested'))
  const approvals = new Command('approvals').description('Orders beyond a limit that wait, the oldest first')
  const dead = new Command('dead').description('Messages to webhooks that were given up, newest first')
  const find = new Command('find')
    .description('Anything of any contract, by its id or by words of its name')
    .argument('<text>', 'an id, the reference of an order, or words')
  const show = new Command('show').description('An order of any contract').argument('<order_id>', 'its id')
  const desk = new Command('desk')
    .description('Decisions about what customers ordered and rejected')
    .addCommand(withConnection(withOutput(find)).action(findAnything))
    .addCommand(withConnection(withOutput(show)).action(showOrder))
    .addCommand(withConnection(withOutput(approvals)).action(listApprovals))
    .addCommand(aboutOrder('approve', 'Let an order beyond a limit go on'))
    .addCommand(aboutOrder('refuse', 'Reject an order beyond a limit'))
    .addCommand(withConnection(withOutput(rejections)).action(listRejections))
    .addCommand(
      aboutRejection('accept', 'Refund the charge and, while there is time, have the image made again'),
    )
    .addCommand(aboutRejection('deny', 'The deliverable stays delivered and charged'))
    .addCommand(withConnection(withOutput(dead)).action(listDeadLetters))
  for (const command of deskActionCommands()) desk.addCommand(command)
  return desk
}

const withMessage = (command: Command): Command =>
  withConnection(withOutput(command.option('--message <text>', 'why, which the customer reads', '')))

function aboutOrder(decision: 'approve' | 'refuse', about: string): Command {
  const command = new Command(decision)
    .description(about)
    .argument('<order_id>', 'swath admin desk approvals tells which wait')
  return withMessage(command).action(async (order_id: string, flags: Flags & { message: string }) => {
    const order = await (await clientOf(flags)).desk[decision](order_id, flags.message)
    print(flags, order, () => describeOrder(order))
  })
}

const decisions = { accept: 'acceptRejection', deny: 'denyRejection' } as const

function aboutRejection(decision: keyof typeof decisions, about: string): Command {
  const command = new Command(decision)
    .description(about)
    .argument('<deliverable_id>', 'swath admin desk rejections tells which there are')
  return withMessage(command).action(async (deliverable_id: string, flags: Flags & { message: string }) => {
    const { desk } = await clientOf(flags)
    tellDeliverable(flags, await desk[decisions[decision]](deliverable_id, flags.message))
  })
}

async function findAnything(text: string, flags: Flags): Promise<void> {
  const found = await (await clientOf(flags)).desk.search(text)
  print(flags, found, () => {
    const rows = found.results.map(({ kind, id, title, contract_name, order_id, status }) => [
      ...[kind, id, title, contract_name, order_id, status],
    ])
    const found_table = table(['what', 'id', 'name', 'contract', 'order', 'status'], rows)
    return found.is_cut ? `${found_table}\nThere are more: say more words` : found_table
  })
}

async function showOrder(order_id: string, flags: Flags): Promise<void> {
  const order = await (await clientOf(flags)).desk.order(order_id)
  print(flags, order, () => describeOrder(order))
}

async function listApprovals(flags: Flags): Promise<void> {
  tellWaitingOrders(flags, await (await clientOf(flags)).desk.approvals().all())
}

async function listDeadLetters(flags: Flags): Promise<void> {
  tellMessages(flags, await (await clientOf(flags)).desk.deadLetters().all())
}

type RejectionFlags = Flags & { status: (typeof rejection_statuses)[number] }

async function listRejections({ status, ...flags }: RejectionFlags): Promise<void> {
  const all = await (await clientOf(flags)).desk.rejections(status).all()
  print(flags, all, () =>
    table(
      ['deliverable', 'order', 'level', 'category', 'comment'],
      all.map(({ deliverable_id, order_id, processing_level, rejection }) => [
        ...[deliverable_id, order_id, processing_level, rejection?.category, rejection?.comment],
      ]),
    ),
  )
}
