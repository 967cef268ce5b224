// The stories of a provider that fetches its work. Each returns what the provider does wrong in it, in words.
import { asked, captureOf, newCapture, type Stage, type Story } from './stage.ts'
import type { Task, TaskBoard } from './task-board.ts'

export interface PullStage extends Stage {
  caller: TaskBoard
}

const unanswered = (task: Task, when: string) =>
  `It does not answer a task (${task.kind}) ${when}: it was fetched ${task.fetched} times`

/** Without it nothing else can be played. */
async function fetching({ caller: board, receiver, patience_ms }: PullStage): Promise<string[]> {
  if (await board.until(() => board.fetches > 0)) return []
  return [`It has not fetched work in ${patience_ms / 1000} s`, ...receiver.faults]
}

/** Whoever is away for a moment is asked again. */
async function absences({ caller: board }: PullStage): Promise<string[]> {
  const faults: string[] = []
  for (const [accident, when] of [
    ['fails', 'after Swath has answered 503 to a fetch'],
    ['is cut', 'after the line was cut while it fetched'],
  ] as const) {
    board.spoil('fetch', accident)
    const [task] = board.give(['capabilities']) as [Task]
    if (!(await board.until(() => task.answer !== undefined))) faults.push(unanswered(task, when))
  }
  return faults
}

/** A task that comes again, under its id or under another, is answered again and done once. */
async function repetitions({ caller: board, receiver, patience_ms }: PullStage): Promise<string[]> {
  const capture = captureOf(newCapture())
  const faults: string[] = []
  for (const [accident, when] of [
    ['fails', 'again that comes again, since its answer was lost'],
    ['is cut', 'again that comes again under another id'],
  ] as const) {
    board.spoil('answer', accident)
    const [task] = board.give(['plan', capture]) as [Task]
    if (!(await board.until(() => task.answer !== undefined))) return [unanswered(task, when)]
    if (!('answer' in task.answer!)) return [`It refuses a task ${when}: ${JSON.stringify(task.answer)}`]
  }
  const ends = () => receiver.of(capture.capture_id).filter(({ body }) => body.status === 'acquired')
  const acquired = () => new Set(ends().map(({ body }) => body.report_id)).size
  if (!(await receiver.until(() => acquired() > 0, patience_ms)))
    return ['It takes a task that comes again, and acquires nothing']
  if (await receiver.until(() => acquired() > 1, patience_ms / 10))
    faults.push(`What was fetched three times was acquired ${acquired()} times`)
  return faults
}

/** One answer that nobody wants any more is no matter of the other tasks. */
async function unwanted({ caller: board }: PullStage): Promise<string[]> {
  board.spoil('answer', 'is not wanted')
  const [first, second] = board.give(['capabilities'], ['assess', asked]) as [Task, Task]
  const isOver = () => first.answer !== undefined && second.answer !== undefined
  const has_come = await board.until(isOver)
  if (has_come && first.fetched + second.fetched === 2) return []
  return ['It leaves the tasks that it has fetched when one answer is refused (404)']
}

/** Later versions may ask more; whoever does not know it says so, and goes on. */
async function novelties({ caller: board }: PullStage): Promise<string[]> {
  const [unknown, known] = board.give(['a_kind_of_later', {}], ['capabilities']) as [Task, Task]
  const isOver = () => unknown.answer !== undefined && known.answer !== undefined
  if (await board.until(isOver)) return []
  return [
    ...(known.answer ? [] : [unanswered(known, 'beside one of a kind that it does not know')]),
    ...(unknown.answer
      ? []
      : ['It does not answer a task of a kind that it does not know: it should refuse it with never']),
  ]
}

/** The task and its cancellation are fetched in the same breath. */
async function races({ caller: board, receiver, patience_ms }: PullStage): Promise<string[]> {
  const capture = captureOf(newCapture())
  const { capture_id } = capture
  const [, cancellation] = board.give(['plan', capture], ['cancel', { capture_id }]) as [Task, Task]
  if (!(await board.until(() => cancellation.answer !== undefined)))
    return [unanswered(cancellation, 'of a capture that it fetches with it')]
  const told = cancellation.answer!
  const is_canceled = 'answer' in told && told.answer.outcome === 'canceled'
  const acquired = () => receiver.of(capture_id).some(({ body }) => body.status === 'acquired')
  if (is_canceled && (await receiver.until(acquired, patience_ms / 10)))
    return ['It has acquired what it said to have canceled in the same breath']
  return []
}

async function forms({ caller: board }: PullStage): Promise<string[]> {
  return [...board.faults]
}

/** @param common the stories of every provider */
export const pullStories = (common: readonly Story[]): readonly Story<PullStage>[] => [
  ['fetches its work', fetching],
  ['comes again when Swath was away', absences],
  ['does once what it is given again', repetitions],
  ['goes on when an answer is not wanted any more', unwanted],
  ['goes on when it is asked what it does not know', novelties],
  ['cancels what it fetches with its cancellation', races],
  ...common,
  ['fetches, acknowledges and answers in the form of the protocol', forms],
]
