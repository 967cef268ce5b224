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

  /**
   * By name, if `sort` says nothing else.
   * @example
   * const projects = await swath.projects.list().all()
   * console.log(projects.map(({ project_name }) => project_name))
   */
  list(filter: ProjectFilter = {}, options: CallOptions = {}): Listing<Project> {
    return this.#http.list('/v2/projects/', filter, options)
  }

  /**
   * One project.
   * @example
   * const { project_id } = await swath.projects.create(`harvest ${Date.now()}`)
   * console.log((await swath.projects.get(project_id)).project_id === project_id) // -> true
   */
  get(project_id: string, options: CallOptions = {}): Promise<Project> {
    return this.#http.json(path(project_id), options)
  }

  /**
   * The name is unique in the contract: an ApiError `project_name_taken` says that it is not.
   * @example
   * const project = await swath.projects.create(`floods ${Date.now()}`)
   * console.log(project.project_id)
   */
  create(project_name: string, options: CallOptions = {}): Promise<Project> {
    return this.#http.json('/v2/projects/', { ...options, method: 'POST', body: { project_name } })
  }

  /**
   * Gives a project another name.
   * @example
   * const { project_id } = await swath.projects.create(`ports ${Date.now()}`)
   * await swath.projects.rename(project_id, `harbours ${Date.now()}`)
   */
  rename(project_id: string, project_name: string, options: CallOptions = {}): Promise<Project> {
    return this.#http.json(path(project_id), { ...options, method: 'PATCH', body: { project_name } })
  }

  /**
   * Only of a project without orders and areas; otherwise an ApiError `project_in_use`.
   * @example
   * const { project_id } = await swath.projects.create(`mistake ${Date.now()}`)
   * await swath.projects.remove(project_id)
   */
  remove(project_id: string, options: CallOptions = {}): Promise<void> {
    return this.#http.json(path(project_id), { ...options, method: 'DELETE' })
  }
}

const path = (project_id: string) => `/v2/projects/${encodeURIComponent(project_id)}`
