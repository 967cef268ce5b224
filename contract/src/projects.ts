import { z } from 'zod'
import { filteredListOf, Timestamp } from './lists.ts'

export const Project = z
  .object({
    project_id: z.string().meta({ examples: ['project.<uuid>'] }),
    project_name: z.string(),
    contract_id: z.string(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Project' })
export type Project = z.infer<typeof Project>

export const ProjectList = filteredListOf(Project, 'ProjectList')

export const NameProject = z.strictObject({ project_name: z.string().min(1).max(120) }).meta({
  id: 'NameProject',
  description: 'The name is unique in the contract',
})
export type NameProject = z.infer<typeof NameProject>
