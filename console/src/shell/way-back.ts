/**
 * The search of the page for signing in, which leads back from there.
 * @param contract_id the one that was looked at, as a link of a mail names it
 */
export function wayBackTo({ href }: { href: string }, contract_id?: string | null): { to?: string } {
  if (contract_id == null) return href === '/' ? {} : { to: href }
  const { pathname, searchParams } = new URL(href, 'http://console')
  searchParams.set('contract', contract_id)
  return { to: `${pathname}?${searchParams}` }
}
