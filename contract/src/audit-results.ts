/**
 * `begun` is told beforehand of work that no single transaction holds; the same request has a second entry, unless the
 * process died meanwhile. `repeated` showed a secret again.
 */
export const audit_results = ['begun', 'done', 'repeated', 'refused', 'failed'] as const
export type AuditResult = (typeof audit_results)[number]
