import { majorText } from '@swath/contract/money'
import { frame, html } from '../lib/html.ts'
import type { Mailer } from '../outbound/mail.ts'
import type { Clock } from '../platform/clock.ts'
import type { JobData } from '../reactions.ts'
import type { Approvers } from './approvers.ts'
import type { FactorChange } from './factors.ts'
import type { Invitations } from './invitations.ts'
import type { People } from './service.ts'

interface Parts {
  clock: Clock
  people: People
  approvers: Approvers
  invitations: Invitations
  /** Absent where the operator has set up no mail: then no job asks for one. */
  mailer: Mailer | undefined
  provider_name: string
  public_url: string
}

const factor_changes: Readonly<Record<FactorChange, string>> = {
  authenticator_added: 'An app that shows codes was set up; from now on it is asked for when you sign in',
  authenticator_removed: 'The app that shows codes was removed; it is asked for no more when you sign in',
  passkey_added: 'A passkey was added; it signs you in without your password',
  passkey_removed: 'A passkey was removed; it signs nobody in any more',
  all_removed:
    'An administrator has removed your second factors and passkeys; your password alone signs you in',
  recovery_codes_renewed: 'The recovery codes were renewed; those of before are worth nothing any more',
  recovery_code_used: 'Somebody signed in with one of your recovery codes',
}

/** Said in one word, because a job names one entity. */
export const factorChange = (person_id: string, change: FactorChange) => `${person_id}/${change}`

function readFactorChange(told: string) {
  const [person_id, change] = told.split('/') as [string, FactorChange]
  return { person_id, change }
}

interface Written {
  title: string
  text: string
  button: string
  link: string
  foot: string
}

/** Sends links. Each is made when its mail is, so that none waits in the database in clear. */
export class PeopleMails {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Nobody is written to about an invitation that was taken back meanwhile. */
  async sendInvitation(invitation_id: string): Promise<void> {
    const invitation = await this.#parts.invitations.mailedLink(invitation_id)
    if (!invitation) return
    const { organisation_name, expires_at, email, link } = invitation
    const name = oneLine(organisation_name ?? this.#parts.provider_name)
    await this.#send(email, {
      title: `You are invited to ${name}`,
      text: `Somebody has invited you to work with ${name} on Swath. The link is good until ${day(expires_at)}, and once.`,
      button: 'Accept the invitation',
      link,
      foot: 'If you do not know why you get this, do nothing: without the link nothing happens.',
    })
  }

  async sendReset(person_id: string): Promise<void> {
    const { email, link } = await this.#parts.people.mailedReset(person_id)
    await this.#send(email, {
      title: 'A new password',
      text: 'Somebody has asked for a new password for your account. The link is good for an hour, and once.',
      button: 'Set a new password',
      link,
      foot: 'If it was not you, do nothing: your password stays as it is.',
    })
  }

  /** @param told the person and what has changed, as `factorChange` writes it */
  async sendFactorChange(told: string): Promise<void> {
    const { clock, people, public_url } = this.#parts
    const { person_id, change } = readFactorChange(told)
    const { email } = await people.account(person_id)
    await this.#send(email, {
      title: 'Your account',
      text: `${factor_changes[change]} (${day(clock.now())}).`,
      button: 'Look at your account',
      link: `${public_url}/console/account`,
      foot: 'If it was not you, change your password, sign out everywhere else, and tell your administrator.',
    })
  }

  /** It names the order and its price, and is opened in the console: whoever has the mail alone decides nothing. */
  async sendAwaited(data: JobData): Promise<void> {
    const awaited = await this.#parts.approvers.awaited(data)
    if (!awaited) return
    const { order_id, contract_id, price_minor, currency, email } = awaited
    const [name, contract] = [oneLine(awaited.order_name), oneLine(awaited.contract_name)]
    const price = `${majorText(price_minor, currency)} ${currency}`
    await this.#send(email, {
      title: `Order ${order_id} waits for your approval`,
      text: `${name} of ${contract} costs ${price}, which is more than may be spent without an approver. Nothing is set aside and nothing is planned for it until one of you decides.`,
      button: 'Look at what waits',
      link: `${this.#parts.public_url}/console/approvals?${new URLSearchParams({ contract: contract_id })}`,
      foot: 'You get this because you may approve orders of the contract. An administrator of yours says who may.',
    })
  }

  async #send(to: string, { title, text, button, link, foot }: Written): Promise<void> {
    const { mailer, clock } = this.#parts
    const content = html`<p>${text}</p><p style="margin:24px 0"><a href="${link}" style="display:inline-block;padding:10px 20px;border-radius:6px;background:#1769aa;color:#ffffff;font-weight:600;text-decoration:none">${button}</a></p>`
    await mailer?.send({
      message_id: `<${clock.now().getTime()}.${crypto.randomUUID()}@swath>`,
      to,
      subject: `Swath: ${title}`,
      text: [title, text, link, `-- \n${foot}`].join('\n\n'),
      html: frame(title, text, content, html`${foot}`),
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
  }
}

const day = (time: Date) => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** Names are given by people: in a mail they are one line. */
const oneLine = (text: string) => text.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim()
