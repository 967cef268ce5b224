import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FeedEvent, FollowOptions } from './events.ts'
import { type Answer, clientOf, json, problem, serve, token } from './loopback.testing.ts'

const login = 'POST /oauth/token'
const stream = 'GET /v2/events/stream'
const message = (id: number) => `id: c${id}\nevent: OrderUpdated\ndata: {"id":"evt.${id}"}\n\n`
const comment = (id: number) => `: cursor: c${id}\n\n`

/** Sends pieces, and ends or breaks off; notes where it was asked to go on. */
function streams(resumed: unknown[], ...answers: { pieces: string[]; breaks?: true }[]): Answer[] {
  return answers.map(({ pieces, breaks }) => async (response, request) => {
    resumed.push(request.headers['last-event-id'])
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const piece of pieces) await new Promise((resolve) => response.write(piece, resolve))
    if (breaks) response.destroy()
    else response.end()
  })
}

async function take(count: number, feed: AsyncIterable<FeedEvent>): Promise<string[]> {
  const taken: string[] = []
  for await (const { event, cursor } of feed) {
    taken.push(`${event.id} ${cursor}`)
    if (taken.length === count) break
  }
  return taken
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => `evt.${index + 1} c${index + 1}`)

test('each event comes once and in order, however often the stream ends or breaks, in whatever pieces it comes', async (context) => {
  const resumed: unknown[] = []
  const cut = message(3).slice(0, 20)
  const answers = streams(
    resumed,
    { pieces: [message(1) + message(2).slice(0, 9), message(2).slice(9), cut], breaks: true },
    { pieces: [message(3)] },
    { pieces: [message(4).replaceAll('\n', '\r\n'), message(5)] },
  )
  const server = await serve(context, { [login]: token, [stream]: answers })
  const lost: unknown[] = []
  const feed = clientOf(server).events.follow({}, { onReconnect: (error) => lost.push(error) })
  assert.deepEqual(await take(5, feed), upTo(5))
  assert.deepEqual(resumed, [undefined, 'c2', 'c3'])
})

test('a stream that ends at once, again and again, is asked for ever more seldom', async (context) => {
  const asked: unknown[] = []
  const nothing = streams(asked, ...Array.from({ length: 50 }, () => ({ pieces: [] })))
  const server = await serve(context, { [login]: token, [stream]: nothing })
  const feed = clientOf(server).events.follow({}, { signal: AbortSignal.timeout(600) })
  await assert.rejects(take(1, feed), { name: 'TimeoutError' })
  assert.ok(asked.length <= 4, `it was asked ${asked.length} times`)
})

test('signs of life move the place on, so that a filtered reader goes on behind what it left out', async (context) => {
  const resumed: unknown[] = []
  const answers = streams(resumed, { pieces: [comment(7)], breaks: true }, { pieces: [message(8)] })
  const server = await serve(context, { [login]: token, [stream]: answers })
  const places: string[] = []
  const feed = clientOf(server).events.follow({}, { cursor: 'c1', onCursor: (cursor) => places.push(cursor) })
  assert.deepEqual(await take(1, feed), ['evt.8 c8'])
  assert.deepEqual(resumed, ['c1', 'c7'])
  assert.deepEqual(places, ['c7', 'c8'])
})

test('beginning now means the same now after the first stream broke before it said anything', async (context) => {
  const resumed: unknown[] = []
  const answers = streams(resumed, { pieces: [], breaks: true }, { pieces: [message(1)] })
  const server = await serve(context, {
    [login]: token,
    'GET /v2/events/?cursor=latest&limit=1': json({ cursor: 'c0', results: [] }),
    [stream]: answers,
  })
  await take(1, clientOf(server).events.follow({}, { cursor: 'latest' }))
  assert.deepEqual(resumed, ['c0', 'c0'])
})

async function refusal(answers: Answer | Answer[], options: FollowOptions, message: object | RegExp) {
  return async (context: import('node:test').TestContext) => {
    const server = await serve(context, { [login]: token, [stream]: answers })
    await assert.rejects(take(1, clientOf(server).events.follow({}, options)), message)
  }
}

test(
  'a cursor that the server refuses is an error at once',
  await refusal(problem(400, { code: 'invalid_cursor' }), { cursor: 'bad' }, { code: 'invalid_cursor' }),
)

test('following can be given up, also while nothing comes', async (context) => {
  const stop = new AbortController()
  const silent: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(': nothing new\n\n', () => setImmediate(() => stop.abort(new Error('enough'))))
  }
  await (await refusal(silent, { signal: stop.signal }, /^Error: enough$/))(context)
})

test('what no further stream would mend ends it: nonsense, and a program that fails at a place', async (context) => {
  const asked: unknown[] = []
  const nonsense = streams(asked, { pieces: ['id: c1\ndata: {"id":\n\n'] }, { pieces: [message(1)] })
  const server = await serve(context, { [login]: token, [stream]: nonsense })
  const { events } = clientOf(server)
  await assert.rejects(take(1, events.follow()), SyntaxError)
  const onCursor = () => assert.fail('the disk is full')
  await assert.rejects(take(1, events.follow({}, { onCursor })), /the disk is full/)
  assert.equal(asked.length, 2)
})
