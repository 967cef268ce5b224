import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { EventFeed } from '../platform/event-feed.ts'
import type { Log } from '../platform/log.ts'
import type { MailSettings } from '../platform/mail.ts'
import { Mailer } from '../platform/mail.ts'
import type { SignedLinks } from '../platform/signed-links.ts'
import { DigestLinks } from './links.ts'
import { Postman } from './postman.ts'
import { Digests } from './service.ts'
import { DigestWriter } from './writer.ts'

interface Parts {
  db: Database
  clock: Clock
  feed: EventFeed
  log: Log
  links: SignedLinks
  public_url: string
  /** Absent: no mail is sent. */
  mail: MailSettings | undefined
}

/** Puts the feature together. */
export function openDigests({ db, clock, feed, log, links: signed, public_url, mail }: Parts) {
  const links = new DigestLinks(signed, public_url)
  const mailer = mail && new Mailer(mail)
  const writer = new DigestWriter({ db, clock, feed, links })
  return {
    digests: new Digests({ db, clock, feed, writer, has_mail: mail !== undefined }),
    digest_writer: writer,
    postman: new Postman({ db, clock, log, links, mailer }),
  }
}
