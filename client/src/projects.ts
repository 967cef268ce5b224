import type { project_filters } from '@swath/contract/filters'
import type { Project } from '@swath/contract/projects'
import type { CallOptions } from './connection.ts'
import type { Filter } from './filters.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

export type ProjectFilter = Filter<typeof project_filters>

/** The projects of the contract. Every method may throw ApiError or ConnectionError. */
export class Projects {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /** By name, if `sort` says nothing else. */
  list(filter: ProjectFilter = {}, options: CallOptions = {}): Listing<Project> {
    return this.#http.list('/v2/projects/', filter, options)
  }

  get(project_id: string, options: CallOptions = {}): Promise<Project> {
    return this.#http.json(path(project_id), options)
  }

  /** The name is unique in the contract: an ApiError `project_name_taken` says that it is not. */
  create(project_name: string, options: CallOptions = {}): Promise<Project> {
    return this.#http.json('/v2/projects/', { ...options, method: 'POST', body: { project_name } })
  }

  rename(project_id: string, project_name: string, options: CallOptions = {}): Promise<Project> {
    return this.#http.json(path(project_id), { ...options, method: 'PATCH', body: { project_name } })
  }

  /** Only of a project without orders; otherwise an ApiError `project_in_use`. */
  remove(project_id: string, options: CallOptions = {}): Promise<void> {
    return this.#http.json(path(project_id), { ...options, method: 'DELETE' })
  }
}

const path = (project_id: string) => `/v2/projects/${encodeURIComponent(project_id)}`
