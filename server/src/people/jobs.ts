import { AddressRefused } from '../outbound/mail.ts'
import type { OutsideJob } from '../queue/handlers.ts'
import type { Factors } from './factors.ts'
import type { Invitations } from './invitations.ts'
import type { PeopleMails } from './mails.ts'
import type { People } from './service.ts'
import type { Sessions } from './sessions.ts'

interface Parts {
  mails: PeopleMails
  invitations: Invitations
  people: People
  factors: Factors
  sessions: Sessions
}

export function peopleJobs({ mails, invitations, people, factors, sessions }: Parts) {
  return {
    'people.mail_invitation': mail((id) => mails.sendInvitation(id)),
    'people.mail_reset': mail((id) => mails.sendReset(id)),
    'people.mail_factor_change': mail((id) => mails.sendFactorChange(id)),
    'people.forget': async () => {
      await invitations.forgetOld()
      await people.forgetOld()
      await factors.forgetOld()
      await sessions.forgetOld()
    },
  }
}

/** An address that the mail server does not know is not tried again. */
function mail(send: (entity_id: string) => Promise<void>): OutsideJob {
  return {
    run: async ({ entity_id }) => {
      try {
        await send(entity_id)
      } catch (error) {
        if (!(error instanceof AddressRefused)) throw error
      }
    },
  }
}
