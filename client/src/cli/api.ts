import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Argument, Command, InvalidArgumentError } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { say } from './output.ts'
import { json } from './printable.ts'
import { readBytes } from './read-json-file.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
type Method = (typeof methods)[number]

const explanation = `
For what no other command does: /docs/ of the server shows all paths. The answer is printed as it comes; JSON is laid out at a
terminal. For example
  swath api GET '/v2/orders/?status=closed&limit=5'
  echo '{"project_name": "harbours"}' | swath api POST /v2/projects/ -`

export function apiCommand(): Command {
  const method = new Argument('<method>', 'in any case').choices(methods).argParser(readMethod)
  const command = new Command('api')
    .description('Any request of the API, under the sign-in of the command')
    .addArgument(method)
    .argument('<path>', 'with its query, such as /v2/orders/?limit=5')
    .argument('[file]', 'the body: JSON, or another file as it is; - for the standard input')
    .addHelpText('after', explanation)
  return withConnection(command).action(ask)
}

function readMethod(text: string): Method {
  const method = methods.find((one) => one === text.toUpperCase())
  if (method) return method
  throw new InvalidArgumentError(`One of ${methods.join(', ')}.`)
}

/** Operators, who have no contract, ask these, too. */
const without_contract = /^\/(ops|contracts|healthz|readyz|metrics|openapi[.]json)\b/

async function ask(method: Method, path: string, file: string | undefined, flags: ConnectionFlags) {
  const swath = await clientOf(flags)
  const body = file === undefined ? {} : { body: bodyOf(await readBytes(file)) }
  const options = { ...body, ...(without_contract.test(path) ? { contract: false as const } : {}) }
  await tell(await swath.request(method, path, options))
}

/** A file that is JSON is sent as such, and every other one as it is. */
function bodyOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return bytes
  }
}

async function tell(response: Response): Promise<void> {
  if (!response.body) return
  if (!process.stdout.isTTY) return pipeline(Readable.fromWeb(response.body), process.stdout, { end: false })
  const type = response.headers.get('content-type') ?? ''
  const is_json = /\bjson\b/.test(type)
  if (!is_json && !type.startsWith('text/')) {
    await response.body.cancel()
    throw new Error(
      `The answer is ${type || 'bytes'}, which is nothing for a terminal: send it to a file with >`,
    )
  }
  const text = await response.text()
  say(is_json ? json(JSON.parse(text), 2) : text)
}
