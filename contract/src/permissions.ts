// The one closed list of what credentials may, and the roles that are named sets of it. Each endpoint of the server names
// the one scope that it needs.
import { z } from 'zod'

/** A credential is on the side of a customer, of the staff of the provider, or of a program that reports. */
export const roles = ['customer', 'operator', 'provider'] as const
export type Role = (typeof roles)[number]

/** In the audit there are also those who did not prove to be anybody, or who had only a link. */
export const audit_roles = [...roles, 'unknown'] as const
export type AuditRole = (typeof audit_roles)[number]

/** Everything that there is to be allowed, by the side. */
export const scopes = {
  customer: {
    read: 'see orders, captures, products, events, the archive, and ask what is feasible',
    order:
      'place and change orders, quotes and projects, and download from the archive, which may be charged',
    approve: 'approve and refuse orders that wait for it, and order without waiting',
    cancel: 'cancel orders, and reject what was delivered',
    deliveries: 'download files, and have them sent to destinations',
    money: 'see the ledger, consumption and statements',
    administer: 'manage webhooks and mails, and the credentials that others made',
  },
  operator: {
    'ops:read': 'see customers, contracts, SKUs, orders, captures and credentials, but no money',
    'ops:desk': 'approve, refuse and close orders, and decide on rejections',
    'ops:missions': 'bring in work of other systems, and restart work that was set aside',
    'ops:providers': 'change providers, which orders go to them, and give captures to others',
    'ops:reports': 'report what became of captures and deliverables',
    'ops:catalog': 'change the archive, and the SKUs of contracts with their prices',
    'ops:customers': 'make and change customers, contracts, their limits and policies, and restricted areas',
    'ops:setup': 'export and apply the whole set-up: customers, with their SKUs and prices, and providers',
    'ops:money': 'see and change balances, charges and statements',
    'ops:people': 'make, change and end credentials, of customers and of staff who may no more',
    'ops:audit': 'see who did what, and verify that nothing of it was changed',
    'ops:support': 'look at the system as a customer sees it, who is told',
  },
  provider: { 'ops:reports': 'report what became of captures and deliverables that are its own' },
} as const satisfies Record<Role, Record<string, string>>

export type ScopeOf<R extends Role> = keyof (typeof scopes)[R] & string
export type CredentialScope = ScopeOf<'customer'> | ScopeOf<'operator'>

/** They stand in the order of the list. */
export const all_scopes = {
  customer: Object.keys(scopes.customer) as ScopeOf<'customer'>[],
  operator: Object.keys(scopes.operator) as ScopeOf<'operator'>[],
  provider: Object.keys(scopes.provider) as ScopeOf<'provider'>[],
} satisfies Record<Role, CredentialScope[]>

/** Each stands here once: what a provider may, the staff may as well. */
export const every_scope: CredentialScope[] = [...all_scopes.customer, ...all_scopes.operator]

/** Roles are sets that have a name. Somebody who needs another set is given any scopes of the side. */
export const named_roles = {
  customer: {
    viewer: ['read'],
    orderer: ['read', 'order', 'cancel', 'deliveries'],
    approver: ['read', 'approve'],
    finance: ['read', 'money'],
    administrator: all_scopes.customer,
  },
  operator: {
    order_desk: ['ops:read', 'ops:desk'],
    mission_operator: ['ops:read', 'ops:missions', 'ops:providers', 'ops:reports'],
    catalog: ['ops:read', 'ops:catalog'],
    finance: ['ops:read', 'ops:money'],
    support: ['ops:read', 'ops:support'],
    administrator: all_scopes.operator,
  },
  provider: {},
} as const satisfies Record<Role, Record<string, readonly CredentialScope[]>>

type NamesOf<R extends Role> = keyof (typeof named_roles)[R] & string
export type NamedRole = NamesOf<'customer'> | NamesOf<'operator'>

export const customer_roles = Object.keys(named_roles.customer) as NamesOf<'customer'>[]
export const staff_roles = Object.keys(named_roles.operator) as NamesOf<'operator'>[]
export const all_named_roles: NamedRole[] = [...new Set([...customer_roles, ...staff_roles])]

/** @returns undefined where that side has no role of this name */
export function scopesOfRole(role: Role, name: NamedRole): readonly CredentialScope[] | undefined {
  return (named_roles[role] as Partial<Record<NamedRole, readonly CredentialScope[]>>)[name]
}

/** @returns the role whose set this is, in any order; null for a set that has no name */
export function roleOfScopes(role: Role, has: readonly CredentialScope[]): NamedRole | null {
  const given = new Set(has)
  const is = (set: readonly CredentialScope[]) =>
    set.length === given.size && set.every((scope) => given.has(scope))
  const found = Object.entries<readonly CredentialScope[]>(named_roles[role]).find(([, set]) => is(set))
  return (found?.[0] as NamedRole | undefined) ?? null
}

/** The schema gives some of these, in the order of the list and each once. */
export function scopesAmong<S extends CredentialScope>(offered: readonly S[]): z.ZodType<S[], S[]> {
  return z.array(z.enum(offered)).transform((given) => offered.filter((scope) => given.includes(scope)))
}

/** Staff who look at the system as a customer sees it may do this: never more than reading. */
export const customer_scopes_of_views = ['read', 'money'] as const satisfies readonly ScopeOf<'customer'>[]

/** Money is seen by those alone who may see it anyhow. */
export function scopesOfView(has: readonly CredentialScope[]): (typeof customer_scopes_of_views)[number][] {
  if (!has.includes('ops:support')) return []
  return customer_scopes_of_views.filter((scope) => scope !== 'money' || has.includes('ops:money'))
}
