import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { openApiDocument } from './openapi.ts'
import type { Routes } from './route.ts'

/** `/openapi.json`, and `/docs`, where people read it and try it out. */
export async function documentationRoutes(http: FastifyInstance, routes: Routes) {
  const document = openApiDocument(routes.endpoints)
  const body = JSON.stringify(document)
  http.get('/openapi.json', (_request, reply) => reply.type('application/json').send(body))
  await http.register(scalar, {
    routePrefix: '/docs',
    configuration: { content: document, title: 'Swath API', withDefaultFonts: false, telemetry: false },
  })
}
