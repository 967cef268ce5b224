import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { SetAside } from '../queue/set-aside.ts'
import { serviceRoutes } from './health.routes.ts'
import { searchRoutes } from './search.routes.ts'
import { Search } from './search.ts'
import { setAsideRoutes } from './set-aside.routes.ts'

/** The views of those who run the server: whether it runs, which jobs were set aside, and whatever is looked for. */
export function openOperations({ db, answers }: Parts) {
  return {
    routes: (routes: Routes) => {
      serviceRoutes(routes, db)
      setAsideRoutes(routes, new SetAside(db))
      searchRoutes(routes, new Search(db))
    },
    jobs: { 'answers.forget': () => answers.tidy() },
  }
}
