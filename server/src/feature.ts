import type { Routes } from './http/route.ts'
import type { JobHandlers } from './queue/handlers.ts'

/** The parts that a noun adds to the server. */
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
