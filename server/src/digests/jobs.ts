import type { JobHandler } from '../platform/queue.ts'
import type { Postman } from './postman.ts'
import type { DigestWriter } from './writer.ts'

export function digestJobs(writer: DigestWriter, postman: Postman) {
  return {
    'digests.send': async () => {
      await writer.writeDue()
      await postman.sendDue()
    },
    'digests.tell_webhook_disabled': ({ contract_id, entity_id }) =>
      writer.writeDisabledWebhook(contract_id, entity_id),
    'digests.forget': () => postman.forgetOld(),
  } satisfies Record<string, JobHandler>
}
