import type { SignedLinks } from '../access/signed-links.ts'
import type { AuditTrail } from '../http/audit.ts'
import type { Routes } from '../http/route.ts'
import { Mailer } from '../outbound/mail.ts'
import type { Parts } from '../parts.ts'
import type { EventFeed } from '../record/event-feed.ts'
import { digestJobs } from './jobs.ts'
import { DigestLinks } from './links.ts'
import { digestRoutes } from './routes.ts'
import { MailSender } from './sender.ts'
import { Digests } from './service.ts'
import { DigestWriter } from './writer.ts'

interface Needs {
  feed: EventFeed
  links: SignedLinks
  trail: AuditTrail
}

export function openDigests({ config, db, clock, log }: Parts, { feed, links: signed, trail }: Needs) {
  const { public_url, mail } = config
  const links = new DigestLinks(signed, public_url)
  const writer = new DigestWriter({ db, clock, feed, links })
  const service = new Digests({ db, clock, feed, writer, has_mail: mail !== undefined })
  const sender = new MailSender({ db, clock, log, links, mailer: mail && new Mailer(mail) })
  return {
    service,
    writer,
    sender,
    routes: (routes: Routes) => digestRoutes(routes, service, signed, trail),
    jobs: digestJobs(writer, sender),
  }
}
