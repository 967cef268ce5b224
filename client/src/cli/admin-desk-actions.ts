import { max_amount_minor } from '@swath/contract/money'
import { type OrderOutcome, order_outcomes } from '@swath/contract/states'
import { Argument, Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { tellDeliverable } from './deliverables-reject.ts'
import { wholeNumber } from './numbers.ts'
import { describeOrder } from './order-text.ts'
import { minutes, note, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

/** The commands that set right by hand what nothing else does. */
export function deskActionCommands(): Command[] {
  const close = new Command('close')
    .description('Close an order by hand; what is under way for it is withdrawn')
    .argument('<order_id>', 'its id')
    .addArgument(new Argument('<outcome>', 'how it ends').choices(order_outcomes))
    .argument('<message>', 'why, which the customer reads')
  const credit = new Command('credit')
    .description('Give back a part of the charge for a deliverable')
    .argument('<deliverable_id>', 'its id')
    .argument(
      '<amount>',
      'in minor units of its currency: 1250 is 12.50 USD',
      wholeNumber(1, max_amount_minor),
    )
    .argument('<message>', 'why, which the customer reads')
  const jobs = new Command('jobs').description('Work that a fault of the server has set aside')
  const restart = new Command('restart')
    .description('Try again work that was set aside, once the fault is mended')
    .argument('<job_id>', 'swath admin desk jobs tells which there are')
  return [
    withConnection(withOutput(close)).action(closeOrder),
    withConnection(withOutput(credit)).action(creditDeliverable),
    withConnection(withOutput(jobs)).action(listJobs),
    withConnection(restart).action(restartJob),
  ]
}

async function closeOrder(order_id: string, outcome: OrderOutcome, message: string, flags: Flags) {
  const order = await (await clientOf(flags)).desk.close(order_id, { outcome, message })
  print(flags, order, () => describeOrder(order))
}

async function creditDeliverable(id: string, amount_minor: number, message: string, flags: Flags) {
  tellDeliverable(flags, await (await clientOf(flags)).desk.credit(id, { amount_minor, message }))
}

async function listJobs(flags: Flags): Promise<void> {
  const jobs = await (await clientOf(flags)).desk.setAsideJobs().all()
  print(flags, jobs, () =>
    table(
      ['job', 'what', 'order', 'of', 'attempts', 'since', 'error'],
      jobs.map((one) => [
        ...[one.job_id, one.name, one.order_id, one.entity_id, one.attempts, minutes(one.set_aside_at)],
        one.error,
      ]),
    ),
  )
}

async function restartJob(job_id: string, flags: Flags): Promise<void> {
  await (await clientOf(flags)).desk.restartJob(job_id)
  note(`${job_id} is tried again`)
}
