import { CommandFile, ConstellationElements, ConstellationPlan } from '@swath/contract/planner-provider'
import { z } from 'zod'
import { chooseFormat, inOneBatch, media_types, sendRows } from '../answers/exports.ts'
import type { Routes } from '../http/route.ts'
import { command_columns } from './plan.ts'
import type { Planning } from './service.ts'

const about = { tag: 'Operators', access: 'operator' as const, scope: 'ops:read' as const }
const provider = '/ops/v1/providers/{name}'
const path = `${provider}/commands`
const formats = ['json', 'csv'] as const
const name = z.string().max(100)

export function planningRoutes(routes: Routes, planning: Planning) {
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
    summary: 'The command file of a satellite for a day (UTC), as JSON or, with format=csv, as CSV',
    params: z.strictObject({ name, satellite_name: z.string().max(200), date: z.iso.date() }),
    query: z.strictObject({ format: z.enum(formats).optional() }),
    answers: { 200: CommandFile },
    exports: [media_types.csv],
    errors: ['not_found'],
    handle: async ({ params, query, request, reply }) => {
      const { name, satellite_name, date } = params
      const chosen = chooseFormat(request, query.format, formats)
      const file = await planning.file(name, satellite_name, date)
      if (chosen === 'json') return file
      return sendRows(reply, chosen, `commands-${date}`, command_columns, inOneBatch(file.commands))
    },
  })
}
