import { errors, SwathError } from '@swath/contract/errors'
import type { FastifyReply } from 'fastify'
import { frame, type Html, html } from './html.ts'

interface Page {
  title: string
  content: Html
}

/** For people who followed a link of a mail. A link that is not good is told to them as a page, too. */
export async function sendPage(reply: FastifyReply, make: () => Promise<Page>): Promise<FastifyReply> {
  const { status, title, content } = await pageOf(make)
  return reply
    .code(status)
    .headers({
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    .type('text/html; charset=utf-8')
    .send(frame(title, '', content, html``))
}

async function pageOf(make: () => Promise<Page>): Promise<Page & { status: number }> {
  try {
    return { status: 200, ...(await make()) }
  } catch (error) {
    if (!(error instanceof SwathError)) throw error
    return { status: error.status, title: errors[error.code].title, content: html`<p>${error.message}.</p>` }
  }
}

/** Programs that look at every link of a mail only read; what a link is for needs a press of this button. */
export function ask(title: string, text: string, button: string): Page {
  return {
    title,
    content: html`<p>${text}</p><form method="post"><button style="padding:10px 20px;border:0;border-radius:6px;background:#1769aa;color:#ffffff;font:inherit;font-weight:600;cursor:pointer">${button}</button></form>`,
  }
}

export function tell(title: string, text: string): Page {
  return { title, content: html`<p>${text}</p>` }
}
