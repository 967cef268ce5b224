// A receiver of webhooks that reads what it gets and says thank you; its parent is told where it listens.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer((request, response) => {
  request.resume().once('end', () => response.end('thank you'))
})
server.listen(0, '127.0.0.1', () => {
  process.send!({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })
})
process.once('disconnect', () => process.exit())
