import { postgresPool } from '../server/src/database/postgres.ts'
import { DeliveryTests } from '../server/test/deliveries.ts'
import { killWorkers } from '../server/test/killed-workers.ts'
import { allow_loopback, Receiver, WebhookTests } from '../server/test/receivers.ts'
import type { Figure } from './figure.ts'
import type { Bench } from './server.ts'
import { sized } from './size.ts'

const kills = sized(50, 1)
const hours_down = sized(48, 3)

/**
 * Counts the losses when workers are killed at random bytes of deliveries, and when the receiver of a webhook is down
 * for two days (by a clock that is set by hand): nothing.
 */
export async function benchmarkFaults({ newDatabase }: Bench): Promise<Figure[]> {
  const database_url = await newDatabase()
  const pool = postgresPool(database_url, 8)
  const tests = await DeliveryTests.open({ pool, drop: () => pool.end() }, allow_loopback)
  try {
    return [await deliveryFigure(tests, database_url), ...(await webhookFigures(tests))]
  } finally {
    await tests.close()
  }
}

async function deliveryFigure(tests: DeliveryTests, database_url: string): Promise<Figure> {
  const killed = await killWorkers(tests, database_url, kills)
  for (const loss of killed.losses) console.log(loss)
  const mib = Math.round(killed.bytes / 2 ** 20)
  console.log(
    `faults: ${killed.kills} workers killed in ${killed.deliveries} deliveries of ${mib} MiB, which took ${killed.attempts} attempts`,
  )
  return none(`losses after ${killed.kills} kills at random bytes of deliveries`, killed.losses.length)
}

async function webhookFigures(tests: DeliveryTests): Promise<Figure[]> {
  const webhooks = await WebhookTests.open(tests.swath)
  const receiver = await Receiver.open()
  try {
    const { cursor } = await webhooks.create(receiver.url)
    receiver.behave = () => 'reset'
    for (let hour = 0; hour < hours_down; hour++) {
      await webhooks.write(`capt.${hour % 5}`, 'CaptureQueued', `${hour}`)
      await webhooks.pass(1, 0.5)
    }
    receiver.behave = () => 'ok'
    await webhooks.pass(0.3, 0.05)
    const bytes = await webhooks.feedBytes(cursor)
    const arrived = receiver.received.filter(({ is_acknowledged }) => is_acknowledged)
    const ids = new Set(arrived.filter(({ id, body }) => bytes.get(id) === body).map(({ id }) => id))
    const turned = [...Map.groupBy(arrived, ({ entity_id }) => entity_id).values()].flatMap((of_entity) =>
      of_entity.filter(({ sequence }, index) => index > 0 && sequence < of_entity[index - 1]!.sequence),
    )
    console.log(
      `faults: ${bytes.size} events while the receiver was down, ${receiver.received.length} requests`,
    )
    return [
      none(`events lost by a webhook that was down for ${hours_down} h`, bytes.size - ids.size),
      none('events of one entity out of order after that', turned.length),
    ]
  } finally {
    await receiver.close()
  }
}

function none(what: string, count: number): Figure {
  return { what, figure: String(count), target: '0', holds: count === 0 }
}
