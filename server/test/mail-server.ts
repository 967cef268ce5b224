// A real SMTP server on loopback that keeps what it gets, and does what a test tells it.
import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** ok, an answer to RCPT TO or to the message, or a connection that breaks after the message was taken. */
export type MailBehaviour = 'ok' | 'reset' | { rcpt: string } | { data: string }

export class MailServer {
  readonly mails: ParsedMail[] = []
  behave: (recipient: string) => MailBehaviour = () => 'ok'
  #server: SMTPServer
  #port = 0

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, _session, done) => {
        const behaviour = this.behave(address)
        done(typeof behaviour === 'object' && 'rcpt' in behaviour ? answer(behaviour.rcpt) : undefined)
      },
      onData: (stream, session, done) => {
        const behaviour = this.behave(session.envelope.rcptTo[0]!.address)
        simpleParser(stream).then((mail) => {
          if (typeof behaviour === 'object')
            return done(answer('data' in behaviour ? behaviour.data : '500 no'))
          this.mails.push(mail)
          if (behaviour === 'reset')
            for (const open of this.#server.connections as Set<{ close(): void }>) open.close()
          else done()
        }, done)
      },
    })
    // A connection that a test breaks is no error of the server.
    this.#server.on('error', () => undefined)
  }

  static async open(port = 0): Promise<MailServer> {
    const mail = new MailServer()
    await new Promise<void>((resolve) => mail.#server.listen(port, '127.0.0.1', resolve))
    mail.#port = (mail.#server.server.address() as AddressInfo).port
    return mail
  }

  get url() {
    return `smtp://127.0.0.1:${this.#port}`
  }

  async close() {
    await new Promise<void>((resolve) => this.#server.close(resolve))
  }

  /** Mails without repeats: what a mail program shows, which knows them by their Message-ID. */
  get different(): ParsedMail[] {
    return [...new Map(this.mails.map((mail) => [mail.messageId, mail])).values()]
  }
}

function answer(line: string): Error {
  const [code, ...words] = line.split(' ')
  return Object.assign(new Error(words.join(' ')), { responseCode: Number(code) })
}
