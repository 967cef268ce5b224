import { type Deliverable, rejection_categories } from '@swath/contract/deliverables'
import { Argument, Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { facts, minutes, money, type OutputFlags, print, withOutput } from './output.ts'
import { readPlace } from './place.ts'

type Flags = ConnectionFlags & OutputFlags

export function deliverablesShowCommand(): Command {
  const command = new Command('show')
    .description('One deliverable, and what became of its rejection')
    .argument('<deliverable_id>', 'swath deliverables list tells which there are')
  return withConnection(withOutput(command)).action(async (deliverable_id: string, flags: Flags) =>
    tellDeliverable(flags, await (await clientOf(flags)).deliverables.get(deliverable_id)),
  )
}

export function deliverablesRejectCommand(): Command {
  const command = new Command('reject')
    .description('Say that a deliverable is not what was ordered; if that is accepted, it costs nothing')
    .argument('<deliverable_id>', 'swath deliverables list tells which there are')
    .addArgument(new Argument('<category>', 'what is wrong').choices(rejection_categories))
    .argument('<comment>', 'for the people who look at it')
    .option('--where <place>', 'the place where the fault shows: WKT, or a file')
  return withConnection(withOutput(command)).action(reject)
}

type Category = (typeof rejection_categories)[number]

async function reject(
  deliverable_id: string,
  category: Category,
  comment: string,
  flags: Flags & { where?: string },
): Promise<void> {
  const swath = await clientOf(flags)
  const shown = flags.where === undefined ? {} : { evidence: (await readPlace(flags.where, swath)).geometry }
  tellDeliverable(flags, await swath.deliverables.reject(deliverable_id, { category, comment, ...shown }))
}

export function tellDeliverable(flags: OutputFlags, deliverable: Deliverable) {
  const { deliverable_id, order_id, capture_id, processing_level, status, charge, rejection } = deliverable
  print(flags, deliverable, () =>
    facts({
      ...{
        deliverable: deliverable_id,
        order: order_id,
        capture: capture_id,
        level: processing_level,
        status,
      },
      delivered: minutes(deliverable.delivered_at),
      charge: charge && money(charge.amount_minor, charge.currency),
      rejection: rejection && `${rejection.status}: ${rejection.category}, ${rejection.comment}`,
      decision: rejection?.message,
      'made again by': rejection?.replacement_order_id,
    }),
  )
}
