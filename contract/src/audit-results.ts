/**
 * `begun` is told beforehand of work that no single transaction holds; the same request has a second entry, unless the
 * process died meanwhile. `repeated` showed a secret again. `planned` was a dry run: it told what would change, and
 * nothing was changed.
 */
export const audit_results = ['begun', 'done', 'planned', 'repeated', 'refused', 'failed'] as const
export type AuditResult = (typeof audit_results)[number]
