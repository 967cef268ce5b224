import { serviceRoutes } from './health.ts'
import type { Parts } from './parts.ts'
import type { JobHandlers } from './queue.ts'
import type { Routes } from './route.ts'
import { setAsideRoutes } from './set-aside.routes.ts'
import { SetAside } from './set-aside.ts'

/** What a noun adds to the server. */
export interface Feature {
  routes?: (routes: Routes) => void
  jobs?: Partial<JobHandlers>
  /** Work by themselves, wherever somebody works on the queue. */
  senders?: readonly Sender[]
  /** Ends what waits for news, before the last answers are given. */
  close?: () => Promise<void>
}

export interface Sender {
  start(): void
  stop(): Promise<void>
}

/** What belongs to no noun. */
export function openHousekeeping({ db, answers }: Parts) {
  return {
    routes: (routes: Routes) => {
      serviceRoutes(routes, db)
      setAsideRoutes(routes, new SetAside(db))
    },
    jobs: { 'answers.forget': () => answers.tidy() },
  }
}
