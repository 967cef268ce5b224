// A mission system in one file: it fetches its work from Swath, plans each capture, takes it, and delivers a file.
// It has no dependencies. Run it with Node 24: SWATH_URL, PROVIDER and PROVIDER_SECRET say where, as whom, and how it signs.
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'

const swath = process.env.SWATH_URL ?? 'http://127.0.0.1:8080'
const provider = process.env.PROVIDER ?? 'mission'
const secret = process.env.PROVIDER_SECRET ?? ''
/** How much faster than real time it lives: 1 is real time. */
const speed = Number(process.env.SPEED ?? 1)
const files_port = Number(process.env.FILES_PORT ?? 8099)

// biome-ignore lint/suspicious/noExplicitAny: what comes is looked at where it is used
type Json = Record<string, any>

const capabilities = {
  products: ['*'],
  hours_to_deliver: { L0: 1, L1A: 1, L1B: 2, L1C: 3, L1D: 3, L1D_SR: 4 },
  swath: { swath_width_km: 10, overlap_km: 0.5, max_length_km: 100, track_heading_deg: 193 },
  takes_requests: false,
}

/** What it has been told to collect, by the id of the capture, until it is canceled or done. */
const captures = new Map<string, Json>()

// Requests --------------------------------------------------------------------------------------------------

async function ask(method: string, target: string, content?: Json): Promise<Json> {
  const url = new URL(swath + target)
  const body = content === undefined ? '' : JSON.stringify(content)
  const headers = { 'content-type': 'application/json', ...sign(method, url, body) }
  const response = await fetch(url, { method, headers, ...(body && { body }) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${target}: ${response.status} ${text}`)
  return text === '' ? {} : JSON.parse(text)
}

/** HTTP Message Signatures (RFC 9421) in the one form that Swath takes; the path is that of the whole address. */
function sign(method: string, { pathname: path, search }: URL, body: string) {
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
  const covered = '("@method" "@path" "@query" "content-digest" "swath-protocol")'
  const created = Math.floor(Date.now() / 1000)
  const parameters = `${covered};created=${created};nonce="${randomUUID()}";keyid="${provider}";alg="hmac-sha256";tag="provider-to-swath"`
  const base = [
    `"@method": ${method}`,
    `"@path": ${path}`,
    `"@query": ${search || '?'}`,
    `"content-digest": ${digest}`,
    '"swath-protocol": 1',
    `"@signature-params": ${parameters}`,
  ].join('\n')
  const signature = createHmac('sha256', secret).update(base).digest('base64')
  return {
    'swath-protocol': '1',
    'content-digest': digest,
    'signature-input': `swath=${parameters}`,
    signature: `swath=:${signature}:`,
  }
}

/** A report is sent again, as it is, until it is taken: Swath knows it by its id. */
async function report(target: string, content: Json) {
  const body = { report_id: randomUUID(), occurred_at: new Date().toISOString(), ...content }
  for (;;) {
    try {
      return await ask('POST', target, body)
    } catch (error) {
      console.error(String(error))
      await new Promise((resolve) => setTimeout(resolve, 2000))
    }
  }
}

// What it is asked --------------------------------------------------------------------------------------------

const never = (message: string) => ({ refusal: { class: 'never', message } })

/** Each may come again, and is then answered as before. */
const answers: Record<string, (body: Json) => Json> = {
  capabilities: () => ({ answer: capabilities }),
  assess: () => ({ answer: { feasible: true } }),
  opportunities: () => ({ answer: { opportunities: [], has_more: false, constraint: null } }),
  frames: () => never('It plans no frames of its own'),
  plan: (task) => {
    if (Date.parse(task.window.end) < Date.now()) return never('Its window is over')
    if (!captures.has(task.capture_id)) {
      captures.set(task.capture_id, task)
      collect(task).catch((error) => console.error(error))
    }
    return { answer: {} }
  },
  produce: () => never('It makes no files of other images'),
  cancel: ({ capture_id }) => {
    const has_begun = captures.get(capture_id)?.has_begun
    if (has_begun) return { answer: { outcome: 'refused', message: 'The satellite is collecting it' } }
    captures.delete(capture_id)
    return { answer: { outcome: 'canceled' } }
  },
}

// The mission ---------------------------------------------------------------------------------------------------

/** Here a real system would ask its planner, and its satellites. */
async function collect(task: Json) {
  const at = `/ops/v1/captures/${task.capture_id}`
  const start = new Date(Math.max(Date.parse(task.window.start), Date.now()))
  const end = new Date(start.getTime() + 8000)
  const access = {
    satellite_name: 'one',
    start: start.toISOString(),
    end: end.toISOString(),
    off_nadir_deg: 5,
    view_azimuth_deg: 100,
    incidence_angle_deg: 6,
    sun_elevation_deg: 40,
    sun_azimuth_deg: 150,
  }
  await report(`${at}/reports`, { status: 'scheduled', access })
  await new Promise((resolve) => setTimeout(resolve, (end.getTime() - Date.now()) / speed))
  if (!captures.has(task.capture_id)) return
  task.has_begun = true
  const image = { outcome_id: randomUUID(), access, footprint: task.frame, cloud_cover_pct: 0 }
  await report(`${at}/reports`, { status: 'acquired', ...image })
  for (const level of task.processing_levels)
    await deliver(`${at}/deliverables/${level}/reports`, level, image)
}

/** The file is fetched from this process. */
async function deliver(target: string, level: string, image: Json) {
  const file_name = `${image.outcome_id}-${level}.json`
  const content = JSON.stringify({ level, ...image })
  files.set(`/${file_name}`, content)
  const file = {
    key: 'data',
    file_name,
    href: `http://127.0.0.1:${files_port}/${file_name}`,
    media_type: 'application/json',
    roles: ['data'],
    size_bytes: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content).digest('hex'),
  }
  await report(target, { status: 'ready', files: [file] })
}

const files = new Map<string, string>()
createServer((request, response) => {
  const content = files.get(request.url ?? '')
  response.writeHead(content === undefined ? 404 : 200).end(content ?? '')
}).listen(files_port, '127.0.0.1')

for (;;) {
  try {
    const { tasks } = await ask('GET', '/ops/v1/provider/tasks?limit=10&wait_s=20')
    for (const { task_id, kind, body } of tasks) {
      const answer = answers[kind]?.(body) ?? never(`It does not know ${kind}`)
      // An answer that does not arrive is asked for again; the other tasks go on.
      await ask('POST', `/ops/v1/provider/tasks/${task_id}/answer`, answer).catch((error) =>
        console.error(String(error)),
      )
    }
  } catch (error) {
    console.error(String(error))
    await new Promise((resolve) => setTimeout(resolve, 2000))
  }
}
