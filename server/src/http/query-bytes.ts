import { SwathError } from '@swath/contract/errors'

/** @throws SwathError `invalid_filter` where the bytes of a query are no UTF-8 */
export function requireUtf8(url: string) {
  const query = url.split('?')[1] ?? ''
  for (const parameter of query.split('&')) {
    // A percent sign that escapes nothing stands for itself.
    const escaped = parameter.match(/(?:%[0-9a-f]{2})+/gi) ?? []
    if (escaped.every(isUtf8)) continue
    const pointer = `?${parameter.split('=')[0]}`
    const message = 'The bytes that it escapes are no UTF-8'
    throw new SwathError('invalid_filter', `${pointer}: ${message}`, {
      problems: [{ pointer, code: 'invalid_utf8', message }],
    })
  }
}

function isUtf8(escaped: string): boolean {
  try {
    decodeURIComponent(escaped)
    return true
  } catch {
    return false
  }
}
