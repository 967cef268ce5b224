/** The claims of a token; none, if the token is no JWT. */
export function claimsOf(token: string): { sub?: string; exp?: number; scope?: string } {
  try {
    return JSON.parse(atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    return {}
  }
}
