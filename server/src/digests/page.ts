import { errors, SwathError } from '@swath/contract/errors'
import type { FastifyReply } from 'fastify'
import { frame, type Html, html } from '../lib/html.ts'

interface Page {
  title: string
  content: Html
}

/** For people who followed a link of a mail. A link that is not good is told to them as a page, too. */
export async function sendPage(reply: FastifyReply, make: () => Promise<Page>): Promise<FastifyReply> {
  const { status, title, content, retry_after_s } = await pageOf(make)
  if (retry_after_s !== undefined) reply.header('retry-after', retry_after_s)
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

async function pageOf(
  make: () => Promise<Page>,
): Promise<Page & { status: number; retry_after_s?: unknown }> {
  try {
    return { status: 200, ...(await make()) }
  } catch (error) {
    if (!(error instanceof SwathError)) throw error
    const { status, code, message, extra } = error
    const { retry_after_s } = extra
    return { status, retry_after_s, title: errors[code].title, content: html`<p>${message}.</p>` }
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
