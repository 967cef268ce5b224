import type { JobHandler } from '../queue/handlers.ts'
import type { MailSender } from './sender.ts'
import type { DigestWriter } from './writer.ts'

export function digestJobs(writer: DigestWriter, sender: MailSender) {
  return {
    'digests.send': async () => {
      // Mails that are written are sent, also when another digest cannot be written.
      await writer.writeDue().finally(() => sender.sendDue())
    },
    'digests.tell_webhook_disabled': ({ contract_id, entity_id }) =>
      writer.writeDisabledWebhook(contract_id, entity_id),
    'digests.forget': () => sender.forgetOld(),
  } satisfies Record<string, JobHandler>
}
