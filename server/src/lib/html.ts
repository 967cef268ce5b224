/** Markup that needs no escaping any more. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Value = string | number | Html | readonly Html[]

/** Markup in which every value that is not markup itself is escaped. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.reduce((text, part, i) => text + written(values[i - 1]!) + part))
}

function written(value: Value): string {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(written).join('')
  return String(value).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

const ink = '#1c2733'
const quiet = '#5b6b7b'
const font = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

/** A document that looks alike in mail programs and browsers: one column, styles on the elements. */
export function frame(title: string, preview: string, content: Html, foot: Html): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light">
<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><title>${title}</title></head>
<body style="margin:0;padding:0;background:#eef2f5;color:${ink};font:16px/1.5 ${new Html(font)}">
<div style="display:none;max-height:0;overflow:hidden">${preview}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#eef2f5"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;border-radius:8px;border-top:4px solid #1769aa">
<tr><td style="padding:28px 28px 8px"><div style="font-size:13px;letter-spacing:.08em;text-transform:uppercase;color:${quiet}">Swath</div>
<h1 style="margin:4px 0 0;font-size:22px;line-height:1.3;font-weight:600">${title}</h1></td></tr>
<tr><td style="padding:12px 28px 24px">${content}</td></tr></table>
<div style="max-width:600px;padding:16px 28px;font-size:13px;color:${quiet};text-align:left">${foot}</div>
</td></tr></table></body></html>
`.text
}
