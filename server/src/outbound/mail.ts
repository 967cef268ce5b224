import type { Transporter } from 'nodemailer'
import { requireNoTransaction } from '../database/db.ts'

export interface MailSettings {
  /** smtp:// or smtps://, with user name and password where the server wants them. */
  url: string
  from: string
}

export interface Mail {
  /** The same in every try, so that whoever gets a mail twice can tell. */
  message_id: string
  to: string
  subject: string
  text: string
  html: string
  headers: Readonly<Record<string, string>>
}

/** The mail server takes nothing for this address, now or later. */
export class AddressRefused extends Error {}

const step_ms = 10_000
const silence_ms = 30_000

/** Sends mail by SMTP. */
export class Mailer {
  #settings: MailSettings
  #transport: Promise<Transporter> | undefined

  constructor(settings: MailSettings) {
    this.#settings = settings
  }

  /** @throws AddressRefused, and errors of the network and of the mail server */
  async send({ message_id, ...mail }: Mail): Promise<void> {
    requireNoTransaction('The mail server')
    const { url, from } = this.#settings
    this.#transport ??= openTransport(url)
    const transport = await this.#transport
    try {
      await transport.sendMail({ ...mail, from, messageId: message_id })
    } catch (error) {
      throw isRefused(error) ? new AddressRefused(messageOf(error), { cause: error }) : error
    }
  }
}

/** Most processes never send a mail: they start sooner without what it takes. */
async function openTransport(url: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  const limits = { connectionTimeout: step_ms, greetingTimeout: step_ms, socketTimeout: silence_ms }
  // A mail is text of ours and of customers, never the name of a file or an address to read.
  const closed = { disableFileAccess: true, disableUrlAccess: true }
  return createTransport({ url, ...limits, ...closed })
}

/**
 * The server knows no such address. Other answers, also those about policy such as a relay that is denied (5.7),
 * say more about the servers than about the address.
 */
function isRefused(error: unknown): boolean {
  const {
    command,
    responseCode = 0,
    response = '',
  } = error as {
    command?: string
    responseCode?: number
    response?: string
  }
  return command === 'RCPT TO' && [550, 551, 553].includes(responseCode) && !/^\d{3}[ -]5\.7\./.test(response)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
