import { frame, type Html, html } from '../lib/html.ts'
import type { MailText } from './mails.store.ts'
import type { DisabledWebhook } from './news.store.ts'
import { headline, type Line, type Tone, type Totals } from './rules.ts'

export interface OrderNews {
  order_id: string
  order_name: string
  sku: string
  url: string
  lines: readonly Line[]
}

export interface Digested {
  contract_id: string
  totals: Totals
  /** Those that are told in full. */
  orders: readonly OrderNews[]
  orders_url: string
  unsubscribe_url: string
}

const colors: Record<Tone, string> = { good: '#1b7f4b', bad: '#b3261e', plain: '#5b6b7b' }
const marks: Record<Tone, string> = { good: '+', bad: '!', plain: '-' }

/** Names are given by people: in a mail they are one line. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim()
}

export function digestText({ contract_id, totals, orders, orders_url, unsubscribe_url }: Digested): MailText {
  const title = headline(totals)
  const left_out = totals.orders - orders.length
  const rest = left_out > 0 ? `And ${left_out} more: ${orders_url}` : ''
  const why = `You get this because this address takes news of the contract ${contract_id}.`
  const text = [title, ...orders.map(orderText), rest, footText(why, unsubscribe_url)]
  const more =
    left_out > 0 ? html`<p>And ${left_out} more, among <a href="${orders_url}">the orders</a>.</p>` : html``
  const content = html`${orders.map(orderHtml)}${more}`
  return {
    subject: `Swath: ${title}`,
    body_text: text.filter((part) => part !== '').join('\n\n'),
    body_html: frame(
      title,
      orders.map((order) => oneLine(order.order_name)).join(', '),
      content,
      foot(why, unsubscribe_url),
    ),
  }
}

function orderText({ order_id, order_name, sku, url, lines }: OrderNews): string {
  const told = lines.map(
    ({ tone, text, why }) => `  ${marks[tone]} ${text}${why === null ? '' : `\n    ${why}`}`,
  )
  return [`${oneLine(order_name)} (order ${order_id}, ${sku})`, ...told, `  ${url}`].join('\n')
}

function orderHtml({ order_id, order_name, sku, url, lines }: OrderNews): Html {
  return html`
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:16px 0;border-top:1px solid #dde4ea"><tr><td style="padding-top:16px">
<a href="${url}" style="font-weight:600;color:#1769aa;text-decoration:none">${oneLine(order_name)}</a>
<div style="font-size:13px;color:#5b6b7b">Order ${order_id} &middot; ${sku}</div>${lines.map(lineHtml)}</td></tr></table>`
}

function lineHtml({ tone, text, why }: Line): Html {
  const reason = why === null ? html`` : html`<div style="font-size:14px;color:#3c4a58">${why}</div>`
  return html`<div style="margin-top:8px;padding-left:10px;border-left:3px solid ${colors[tone]}"><span style="color:${colors[tone]};font-weight:600">${text}</span>${reason}</div>`
}

export function confirmationText(
  contract_id: string,
  confirm_url: string,
  unsubscribe_url: string,
): MailText {
  const title = 'News of your orders by e-mail?'
  const ask = `Somebody wants this address to get news of the orders of the contract ${contract_id}. If that is all right, confirm it within three days:`
  const otherwise = 'Otherwise do nothing: nothing more is sent.'
  return {
    subject: 'Swath: please confirm your address',
    body_text: [title, ask, confirm_url, otherwise, footText('', unsubscribe_url)].join('\n\n'),
    body_html: frame(
      title,
      'Nothing is sent before you confirm.',
      html`<p>${ask}</p><p style="margin:24px 0">${button(confirm_url, 'Confirm')}</p><p>${otherwise}</p>`,
      foot('', unsubscribe_url),
    ),
  }
}

const mend = 'mend the receiver'
const why_disabled: Record<DisabledWebhook['disabled_reason'], { reason: string; mend: string }> = {
  gone: { reason: 'Its receiver answered 410 (gone).', mend },
  failing: { reason: 'Every try of three days failed.', mend },
  credential_ended: {
    reason: 'The credential that set it up was revoked, has expired, or may not administer any more.',
    mend: 'look at where it sends to',
  },
}

export function disabledWebhookText(
  { url, description, disabled_reason, last_error }: DisabledWebhook,
  webhook_url: string,
  unsubscribe_url: string,
): MailText {
  const title = 'A webhook was disabled'
  const name = oneLine(description === '' ? url : `${description} (${url})`)
  const { reason, mend } = why_disabled[disabled_reason]
  const last = last_error === null ? '' : ` The last error: ${oneLine(last_error)}.`
  const lost = `Nothing is lost: ${mend}, then enable the webhook again on its page, and it goes on where it stopped.`
  return {
    subject: `Swath: ${title.toLowerCase()}`,
    body_text: [title, name, `${reason}${last}`, lost, webhook_url, footText('', unsubscribe_url)].join(
      '\n\n',
    ),
    body_html: frame(
      title,
      name,
      html`<p><strong>${name}</strong></p><p>${reason}${last}</p><p>${lost}</p>
<p style="margin:24px 0">${button(webhook_url, 'The webhook')}</p>`,
      foot('', unsubscribe_url),
    ),
  }
}

function button(url: string, text: string): Html {
  return html`<a href="${url}" style="display:inline-block;padding:10px 20px;border-radius:6px;background:#1769aa;color:#ffffff;font-weight:600;text-decoration:none">${text}</a>`
}

function foot(why: string, unsubscribe_url: string): Html {
  return html`${why} <a href="${unsubscribe_url}" style="color:#5b6b7b">Unsubscribe</a>`
}

function footText(why: string, unsubscribe_url: string): string {
  return `-- \n${why}${why === '' ? '' : '\n'}Unsubscribe: ${unsubscribe_url}`
}
