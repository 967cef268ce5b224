/** The preferences of RFC 7240 that anybody here acts upon. */
export interface Preference {
  /** It would rather wait for so long than ask again; for as long as it takes, if it does not say. */
  wait_s?: number
  /** It would rather ask again than wait. */
  respond_async: boolean
}

/** Reads the header Prefer. Of a preference that is told twice the first counts; one that is told wrong says nothing. */
export function preferenceOf(header: string | readonly string[] | undefined): Preference {
  const told = new Map<string, string | undefined>()
  for (const one of [header ?? []].flat().join(',').split(',')) {
    const [, name = '', value] = /^\s*([\w-]+)\s*(?:=\s*"?([^";]*?)"?\s*)?(?:;.*)?$/.exec(one) ?? []
    if (name !== '' && !told.has(name.toLowerCase())) told.set(name.toLowerCase(), value)
  }
  const respond_async = told.has('respond-async')
  if (!told.has('wait')) return { respond_async }
  const wait = told.get('wait') ?? ''
  if (wait === '') return { respond_async, wait_s: Number.POSITIVE_INFINITY }
  return /^\d{1,9}$/.test(wait) ? { respond_async, wait_s: Number(wait) } : { respond_async }
}
