import { Readable } from 'node:stream'
import { CommandFile, ConstellationElements, ConstellationPlan } from '@swath/contract/planner-provider'
import { z } from 'zod'
import { media_types } from '../answers/exports.ts'
import type { Routes } from '../http/route.ts'
import type { CommandFormats } from './command-formats.ts'
import type { Planning } from './service.ts'

const about = { tag: 'Operators', access: 'operator' as const, scope: 'ops:read' as const }
const provider = '/ops/v1/providers/{name}'
const path = `${provider}/commands`
const name = z.string().max(100)

export function planningRoutes(routes: Routes, planning: Planning, formats: CommandFormats) {
  routes.add({
    ...about,
    method: 'GET',
    path: `${path}/`,
    operation: 'showConstellationPlan',
    summary:
      'The plan of a constellation that Swath plans: what each satellite does on each day, and who has no pass and why',
    params: z.strictObject({ name }),
    answers: { 200: ConstellationPlan },
    errors: ['not_found'],
    handle: ({ params }) => planning.show(params.name),
  })
  routes.add({
    ...about,
    method: 'GET',
    path: `${provider}/elements`,
    operation: 'showConstellationElements',
    summary:
      'How old the elements of a constellation are that Swath plans, how far off its passes may be by now, and when that is too much',
    params: z.strictObject({ name }),
    answers: { 200: ConstellationElements },
    errors: ['not_found'],
    handle: ({ params }) => planning.elements(params.name),
  })
  routes.add({
    ...about,
    method: 'GET',
    path: `${path}/{satellite_name}/{date}`,
    operation: 'getCommandFile',
    summary:
      'The command file of a satellite for a day (UTC), as JSON, with format=csv as CSV, or in a format that the operator has added; that of the settings of the provider where none is named',
    params: z.strictObject({ name, satellite_name: z.string().max(200), date: z.iso.date() }),
    query: z.strictObject({
      format: z
        .string()
        .max(40)
        .optional()
        .meta({ description: 'json, csv, or another name that the server knows' }),
    }),
    answers: { 200: CommandFile },
    exports: [media_types.csv],
    errors: ['not_found'],
    handle: async ({ params: { name, satellite_name, date }, query, request, reply }) => {
      const { command_format = 'json' } = await planning.settingsOf(name)
      const usual = { provider: name, command_format }
      const format = formats.choose(query.format, request.headers.accept, usual)
      const file = await planning.file(name, satellite_name, date)
      if (format.name === 'json') return file
      reply.headers({
        'content-type': `${format.media_type}; charset=utf-8`,
        'content-disposition': `attachment; filename="commands-${date}.${format.name}"`,
        'cache-control': 'private, no-cache',
      })
      return Readable.from([format.write(file, name)])
    },
  })
}
