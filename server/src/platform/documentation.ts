import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { openApiDocument } from './openapi.ts'
import type { Routes } from './route.ts'

const openapi_type = 'application/vnd.oai.openapi+json'

/** `/openapi.json`, and `/docs`, where people read it and try it out. */
export async function documentationRoutes(http: FastifyInstance, routes: Routes) {
  const document = openApiDocument(routes.endpoints)
  const body = JSON.stringify(document)
  http.get('/openapi.json', (request, reply) => {
    // Browsers show JSON and save what they do not know; STAC clients compare with the type of the link to it.
    const is_asked = request.headers.accept?.includes(openapi_type)
    return reply.type(is_asked ? `${openapi_type};version=3.1` : 'application/json').send(body)
  })
  await http.register(scalar, {
    routePrefix: '/docs',
    configuration: { content: document, title: 'Swath API', withDefaultFonts: false, telemetry: false },
  })
}
