import type { Parts } from '../parts.ts'
import type { Providers } from '../providers/registry.ts'
import { forwardingJobs } from './jobs.ts'
import { Forwarding, type Judges, type Measures } from './service.ts'

interface Needs extends Judges {
  providers: Providers
  files: Measures
}

export function openForwarding(parts: Parts, { providers, ...needs }: Needs) {
  const elsewhereOf = async (name: string) => (await providers.current()).find(name)?.elsewhere
  return { jobs: forwardingJobs(new Forwarding(parts, { ...needs, elsewhereOf })) }
}
