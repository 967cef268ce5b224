import { AddressRefused } from '../outbound/mail.ts'
import type { OutsideJob } from '../queue/handlers.ts'
import type { JobData } from '../reactions.ts'
import type { Approvers } from './approvers.ts'
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
  approvers: Approvers
  has_mail: boolean
}

export function peopleJobs({ mails, invitations, people, factors, sessions, approvers, has_mail }: Parts) {
  return {
    'people.mail_invitation': mail(({ entity_id }) => mails.sendInvitation(entity_id)),
    'people.mail_reset': mail(({ entity_id }) => mails.sendReset(entity_id)),
    'people.mail_factor_change': mail(({ entity_id }) => mails.sendFactorChange(entity_id)),
    'people.tell_approvers': async (data: JobData) => {
      if (has_mail) await approvers.tell(data)
    },
    'people.mail_approver': mail((data) => mails.sendAwaited(data)),
    'people.forget': async () => {
      await invitations.forgetOld()
      await people.forgetOld()
      await factors.forgetOld()
      await sessions.forgetOld()
    },
  }
}

/** An address that the mail server does not know is not tried again. */
function mail(send: (data: JobData) => Promise<void>): OutsideJob {
  return {
    run: async (data) => {
      try {
        await send(data)
      } catch (error) {
        if (!(error instanceof AddressRefused)) throw error
      }
    },
  }
}
