// The AsyncAPI document: how events come to those who do not ask for each, by webhook, broker and stream.
import { Event, entities, event_types } from '@swath/contract/events'
import { JsonSchemas } from '../server/src/http/json-schemas.ts'

type Json = Record<string, unknown>

const description = `Every change of an order, a capture, a deliverable or a delivery is an event: CloudEvents 1.0 in structured mode, the
same bytes on each of these ways. By webhook and broker a message may come more than once, under the id that it had
before; the stream tells each once. Of two events of one entity the one with the higher sequence is the later one.`

const meanings = Object.entries(event_types).map(([type, meaning]) => `- \`${type}\`: ${meaning}`)

const text = (about: string) => ({ type: 'string', description: about })

/** The headers of a message on each way, and what they are for. */
const headers = {
  webhook: {
    'webhook-id': text('The id of the event, the same in every try'),
    'webhook-timestamp': text('The time of this try, in seconds since 1970; refuse what is five minutes off'),
    'webhook-signature': text(
      'Standard Webhooks: v1,<base64 of HMAC-SHA256 of id.timestamp.body>, one for each secret, separated by spaces',
    ),
  },
  broker: { 'Nats-Msg-Id': text('The id of the event: the stream keeps the first message of an id') },
  stream: { id: text('The cursor behind the event: give the last one as Last-Event-ID to go on') },
}

type Way = keyof typeof headers

const channels: Record<Way, Json> = {
  webhook: {
    address: null,
    title: 'A webhook',
    description:
      'The address that POST /v2/webhooks/ was given. A status from 200 to 299 within 15 s takes it.',
    servers: [{ $ref: '#/servers/receiver' }],
    bindings: { http: {} },
  },
  broker: {
    address: 'swath.{contract_id}.{entity}.{type}',
    title: 'A subject of NATS JetStream',
    servers: [{ $ref: '#/servers/broker' }],
    parameters: {
      contract_id: { description: 'The contract, with _ for each dot' },
      entity: { enum: entities },
      type: { description: 'The type of the event' },
    },
  },
  stream: {
    address: '/v2/events/stream',
    title: 'Server-Sent Events',
    description: 'The events of a contract from a cursor on, for ever; the filters are those of the feed.',
    servers: [{ $ref: '#/servers/swath' }],
  },
}

const operations: Record<Way, Json> = {
  webhook: {
    summary: 'Sends each event that the filters of the webhook let through',
    bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
  },
  broker: { summary: 'Publishes each event of each contract' },
  stream: {
    summary: 'Sends each event of the contract',
    bindings: { http: { method: 'GET', bindingVersion: '0.3.0' } },
  },
}

const ways = Object.keys(headers) as Way[]
const each = (of: (way: Way) => Json) => Object.fromEntries(ways.map((way) => [way, of(way)]))

export function asyncApi(): Json {
  const schemas = new JsonSchemas('output')
  const payload = schemas.of(Event)
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Events of Swath',
      version: '2.0.0',
      description: [description, ...meanings].join('\n'),
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    servers: {
      swath: { host: 'swath.example.com', protocol: 'https', description: 'The server' },
      receiver: { host: 'receiver.example.com', protocol: 'https', description: 'Of yours, for webhooks' },
      broker: { host: 'nats.example.com:4222', protocol: 'nats', description: 'SWATH_NATS_URL' },
    },
    channels: each((way) => ({
      ...channels[way],
      messages: { event: { $ref: `#/components/messages/${way}` } },
    })),
    operations: each((way) => ({
      action: 'send',
      channel: { $ref: `#/channels/${way}` },
      ...operations[way],
      messages: [{ $ref: `#/channels/${way}/messages/event` }],
    })),
    components: {
      messages: each((way) => ({
        name: 'Event',
        headers: { type: 'object', required: Object.keys(headers[way]), properties: headers[way] },
        payload,
      })),
      schemas: schemas.components,
    },
  }
}
