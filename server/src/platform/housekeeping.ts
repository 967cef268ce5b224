import { serviceRoutes } from './health.ts'
import type { Parts } from './parts.ts'
import type { Routes } from './route.ts'
import { setAsideRoutes } from './set-aside.routes.ts'
import { SetAside } from './set-aside.ts'

/** The feature of what belongs to no noun. */
export function openHousekeeping({ db, answers }: Parts) {
  return {
    routes: (routes: Routes) => {
      serviceRoutes(routes, db)
      setAsideRoutes(routes, new SetAside(db))
    },
    jobs: { 'answers.forget': () => answers.tidy() },
  }
}
