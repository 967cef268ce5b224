// The stories of the provider protocol. Each returns what the provider does wrong in it, in words.
import { Capabilities } from '@swath/contract/provider-protocol/capabilities'
import type { Kind } from '@swath/contract/provider-protocol/protocol'
import { type Asker, type Caller, faultsOf, type Told } from './caller.ts'
import type { Heard } from './receiver.ts'
import { asked, captureOf, day_ms, frame, newCapture, type Stage, type Story, whom } from './stage.ts'

async function answersOf(caller: Asker, kind: Kind, body?: object): Promise<string[]> {
  return faultsOf(kind, await caller.ask(kind, body))
}

const isRefused = ({ status }: Told) => status === 401 || status === 403

export interface PushStage extends Stage {
  caller: Caller
}

/** A signature that is missing, wrong, old or used is no signature. */
async function signatures({ caller }: PushStage): Promise<string[]> {
  const body = { capture_id: newCapture() }
  const good = await caller.sign('cancel', body)
  const faults: string[] = []
  const expect = async (what: string, headers: Partial<typeof good>) => {
    const told = await caller.send('cancel', body, headers)
    if (!isRefused(told))
      faults.push(`It takes a request ${what}: it answers ${told.status}, and should answer 401`)
  }
  await expect('that is not signed at all', { 'swath-protocol': '1' })
  await expect(
    'whose signature is of another secret',
    await caller.sign('cancel', body, { secret: 'x'.repeat(40) }),
  )
  await expect(
    'that was signed for another body',
    await caller.sign('cancel', { capture_id: body.capture_id, other: 1 } as object),
  )
  await expect(
    'that was signed an hour ago',
    await caller.sign('cancel', body, { at: new Date(Date.now() - 3_600_000) }),
  )
  await expect(
    'that will be signed in an hour',
    await caller.sign('cancel', body, { at: new Date(Date.now() + 3_600_000) }),
  )
  await expect('of another version of the protocol', { ...good, 'swath-protocol': '2' })
  const first = await caller.send('cancel', body, good)
  if (first.status < 200 || first.status > 299) {
    return [
      `It refuses a request that is signed as it should be, with ${first.status}: ${JSON.stringify(first.body)}`,
    ]
  }
  await expect('that comes a second time, as it is', good)
  return faults
}

async function capabilities({ caller }: Stage): Promise<string[]> {
  const told = await caller.ask('capabilities')
  const faults = faultsOf('capabilities', told)
  if (told.status === 409) faults.push('It refuses to tell what it can do')
  return faults
}

async function questions({ caller }: Stage): Promise<string[]> {
  const faults = await answersOf(caller, 'assess', asked)
  const request = { ...asked, footprint: null, limit: 3 }
  const told = await caller.ask('opportunities', request)
  faults.push(...faultsOf('opportunities', told))
  const found = (told.body as { opportunities?: unknown[] }).opportunities ?? []
  if (found.length > 3) faults.push(`It was asked for 3 opportunities, and tells ${found.length}`)
  return faults
}

async function frames({ caller }: Stage): Promise<string[]> {
  const told = Capabilities.safeParse((await caller.ask('capabilities')).body)
  if (!told.success || !told.data.plans_frames) return []
  const { strips: _, ...rest } = asked
  const request = { ...rest, order_id: '000001', max_frames: 10 }
  const answer = await caller.ask('frames', request)
  const count = (answer.body as { frames?: unknown[] }).frames?.length ?? 0
  const too_many = count > 10 ? [`It was allowed 10 frames, and plans ${count}`] : []
  return [...faultsOf('frames', answer), ...too_many]
}

/** Whatever is lost comes again; whatever is asked twice is done once. */
async function collection({ caller, receiver, patience_ms }: Stage): Promise<string[]> {
  const capture = captureOf(newCapture())
  const faults = [
    ...(await answersOf(caller, 'plan', capture)),
    ...(await answersOf(caller, 'plan', capture)),
  ]
  if (faults.length > 0) return faults
  const news = () => receiver.of(capture.capture_id)
  const isOver = () =>
    news().some(({ level, body }) => body.status === 'failed' || (level && body.status === 'ready'))
  if (!(await receiver.until(isOver, patience_ms))) {
    const told = news().map(({ level, body }) => `${level ?? 'capture'} ${body.status}`)
    return [
      `In ${patience_ms / 1000} s a capture has not come to a product or a failure; it told: ${told.join(', ') || 'nothing'}`,
    ]
  }
  const lost = news().filter(({ is_lost }) => is_lost)
  for (const { body, level } of lost) {
    const again = news().filter((one) => one.body.report_id === body.report_id && one.level === level)
    if (again.length < 2)
      faults.push(
        `A report (${body.status}) whose answer was lost did not come again with the same report_id`,
      )
  }
  const acquired = () =>
    new Set(
      news()
        .filter(({ body }) => body.status === 'acquired')
        .map(({ body }) => body.report_id),
    ).size
  if (await receiver.until(() => acquired() > 1, patience_ms / 10)) {
    faults.push(`What was planned twice was acquired ${acquired()} times`)
  }
  return faults
}

/** One report_id says one thing. */
async function ids({ receiver }: Stage): Promise<string[]> {
  const contents = Map.groupBy(receiver.heard, ({ body }) => body.report_id)
  const changed = [...contents].filter(
    ([, told]) => new Set(told.map(({ body }) => JSON.stringify(body))).size > 1,
  )
  return changed.map(([id]) => `Different reports have the report_id ${id}`)
}

/** News may come twice and late; but a capture that has failed was not acquired afterwards, nor a product made that has failed. */
async function contradictions({ receiver }: Stage): Promise<string[]> {
  const tellings = Map.groupBy(receiver.heard, ({ capture_id, level }) => `${capture_id} ${level ?? ''}`)
  const isContradicted = (told: readonly Heard[]) =>
    told.some(
      ({ body }) =>
        body.status === 'failed' &&
        told.some((one) => isDone(one) && Date.parse(one.body.occurred_at) >= Date.parse(body.occurred_at)),
    )
  return [...tellings]
    .filter(([, told]) => isContradicted(told))
    .map(([what]) => `It tells that ${what.trim()} has failed, and afterwards that it is there`)
}

const isDone = ({ body }: Heard) => body.status === 'acquired' || body.status === 'ready'

async function cancellation({ caller, receiver, patience_ms }: Stage): Promise<string[]> {
  const faults = await answersOf(caller, 'cancel', { capture_id: newCapture() })
  const capture = captureOf(newCapture())
  await caller.ask('plan', capture)
  const races = await Promise.all([1, 2].map(() => caller.ask('cancel', { capture_id: capture.capture_id })))
  for (const told of races) faults.push(...faultsOf('cancel', told))
  const [first, second] = races.map(({ body }) => (body as { outcome?: string }).outcome)
  if (first === 'canceled' && second === 'refused') {
    faults.push('A cancellation that is asked twice is done once, and refused the second time')
  }
  const acquired = () => receiver.of(capture.capture_id).some(({ body }) => body.status === 'acquired')
  if (first === 'canceled' && (await receiver.until(acquired, patience_ms / 10))) {
    faults.push('It has acquired what it said to have canceled')
  }
  return faults
}

async function reports({ receiver }: Stage): Promise<string[]> {
  return [...receiver.faults]
}

/** The classes of refusals tell whether it is of use to ask again: never where nothing can change. */
async function refusals({ caller, receiver, patience_ms }: Stage): Promise<string[]> {
  const over = { start: new Date(Date.now() - 2 * day_ms).toISOString() }
  const end = new Date(Date.now() - day_ms).toISOString()
  const capture = { ...captureOf(newCapture()), window: { ...over, end } }
  const told = await caller.ask('plan', capture)
  const faults = faultsOf('plan', told)
  if (faults.length > 0) return faults
  if (told.status === 409) {
    const { class: refusal } = told.body as { class: string }
    if (refusal !== 'never')
      faults.push(`It refuses a window that is over with ${refusal}, and should with never`)
    return [...faults, ...(await answersOf(caller, 'cancel', { capture_id: capture.capture_id }))]
  }
  const statuses = () => receiver.of(capture.capture_id).map(({ body }) => body.status)
  const has_failed = await receiver.until(() => statuses().includes('failed'), patience_ms)
  if (!has_failed) faults.push('It takes a capture whose window is over, and does not tell that it fails')
  if (statuses().includes('acquired')) faults.push('It has acquired an image after the end of its window')
  return faults
}

/** A pass that is kept is for one, until it is released. */
async function reservations({ caller, receiver, patience_ms }: Stage): Promise<string[]> {
  const able = Capabilities.safeParse((await caller.ask('capabilities')).body)
  if (!able.success || !able.data.reserves_passes) return []
  const request = { ...asked, footprint: null, limit: 1 }
  const { body } = await caller.ask('opportunities', request)
  const [pass] = (body as { opportunities?: Pass[] }).opportunities ?? []
  if (!pass) return ['It says that it keeps passes, and offers none']
  const { satellite_name, start, end } = pass
  const [mine, theirs] = [newReservation(), newReservation()]
  const keep = (reservation_id: string) => {
    const wanted = { ...whom, reservation_id, satellite_name, start, end, geometry: frame }
    return caller.ask('reserve', wanted)
  }
  const release = (reservation_id: string) => answersOf(caller, 'release', { reservation_id })
  const faults: string[] = []
  const expect = async (reservation_id: string, reserved: boolean, fault: string) => {
    const told = await keep(reservation_id)
    faults.push(...faultsOf('reserve', told))
    if ((told.body as { reserved?: boolean }).reserved !== reserved) faults.push(fault)
  }
  await expect(mine, true, 'It offers a pass, and keeps it for nobody')
  await expect(mine, true, 'It does not keep for the same reservation what it keeps for it already')
  await expect(theirs, false, 'It keeps one pass for two')
  faults.push(...(await release(mine)), ...(await release(mine)), ...(await release(newReservation())))
  await expect(theirs, true, 'It keeps for nobody what was released')
  if (faults.length > 0) return faults
  const capture = { ...captureOf(newCapture()), reservation_id: theirs }
  faults.push(...(await answersOf(caller, 'plan', capture)))
  const passes = () => receiver.of(capture.capture_id).flatMap(({ body }) => startOf(body) ?? [])
  if (!(await receiver.until(() => passes().length > 0, patience_ms)))
    return [...faults, 'It tells no pass of a capture for which it keeps one']
  if (passes().some((told) => Math.abs(Date.parse(told) - Date.parse(start)) > 600_000))
    faults.push('It plans a capture in another pass than the one that it keeps for it')
  return faults
}

interface Pass {
  satellite_name: string
  start: string
  end: string
}

const newReservation = () => `opp.${crypto.randomUUID()}.0`
const startOf = (body: object) => (body as { access?: { start: string } }).access?.start

/** Who may refuse a cancellation refuses that of what it has acquired, and goes on with it. */
async function confirmations({ caller, receiver, patience_ms }: Stage): Promise<string[]> {
  const able = Capabilities.safeParse((await caller.ask('capabilities')).body)
  if (!able.success || !able.data.confirms_cancellation) return []
  const capture = captureOf(newCapture())
  const { capture_id } = capture
  const faults = await answersOf(caller, 'plan', capture)
  const heard = (status: string) => receiver.of(capture_id).some(({ body }) => body.status === status)
  const isOver = () => heard('acquired') || heard('failed')
  if (!(await receiver.until(isOver, patience_ms))) return [...faults, 'It tells no end of a capture']
  if (heard('failed')) return faults
  for (const _time of [1, 2]) {
    const told = await caller.ask('cancel', { capture_id })
    faults.push(...faultsOf('cancel', told))
    if ((told.body as { outcome?: string }).outcome === 'canceled')
      faults.push('It says to have canceled what it has acquired, although it may refuse')
  }
  const goesOn = () => receiver.of(capture_id).some(({ level }) => level !== undefined)
  if (faults.length === 0 && !(await receiver.until(goesOn, patience_ms)))
    faults.push('It refuses a cancellation, and tells nothing more of the capture')
  return faults
}

/** Of every provider. */
export const stories: readonly Story[] = [
  ['tells what it can do', capabilities],
  ['answers questions', questions],
  ['plans frames, if it says so', frames],
  ['collects what is planned, once, and repeats reports that were lost', collection],
  ['cancels', cancellation],
  ['refuses by class', refusals],
  ['keeps passes, if it says so', reservations],
  ['refuses to cancel, if it says so', confirmations],
  ['names each report once', ids],
  ['does not contradict itself', contradictions],
  ['signs its reports', reports],
]

/** Of a provider that has an HTTP server. */
export const push_stories: readonly Story<PushStage>[] = [
  ['takes signed requests, each once, and no others', signatures],
  ...stories,
]
