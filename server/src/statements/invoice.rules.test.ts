import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Invoicing, Statement } from '@swath/contract/statements'
import { invoiceOf } from './invoice.rules.ts'

const provider = {
  ...{ name: 'Orbital', address: ['Athens'], tax_id: 'EL123456789', country: 'GR' },
  peppol_id: '9933:EL123456789',
}
const invoicing: Invoicing = {
  ...{ country: 'NL', peppol_id: '0106:27364507', payment_days: 45 },
  tax: { category: 'S', percent: 21, reason: null },
}
const statement: Statement = {
  ...{
    statement_id: 'stmt.1',
    number: '00001-000001',
    kind: 'statement',
    contract_id: 'cont.1',
    line_count: 1,
  },
  ...{ currency: 'EUR', period_start: '2026-10-31T23:00:00.000Z', period_end: '2026-11-30T23:00:00.000Z' },
  ...{ time_zone: 'Europe/Amsterdam', closed_at: '2026-12-01T02:00:00.000Z' },
  ...{ charges_minor: 1000, cancellation_fees_minor: 0, credits_minor: 0, total_minor: 1000 },
  ...{ tax_minor: 210, payable_minor: 1210, provider },
  customer: {
    ...{ number: '00001', name: 'Port', address: ['Rotterdam'], tax_id: 'NL123456789B01', reference: null },
    invoicing,
  },
}

function taxed(tax: Invoicing['tax'], tax_id: string | null = 'NL123456789B01'): Statement {
  const customer = { ...statement.customer, tax_id, invoicing: { ...invoicing, tax } }
  return { ...statement, customer, tax_minor: 0, payable_minor: 1000 }
}

test('an invoice is of the days of the time zone of its contract, and due by the days that were agreed on', () => {
  const { period, issued, due } = invoiceOf(statement, provider, [])
  assert.deepEqual(period, { from: '2026-11-01', to: '2026-11-30' })
  assert.deepEqual([issued, due], ['2026-12-01', '2027-01-15'])
})

test('a number of VAT begins with its country, in Greece with EL; what is not subject to it shows none', () => {
  const { seller, buyer } = invoiceOf(statement, provider, [])
  assert.deepEqual([seller.vat_id, seller.company_id], ['EL123456789', null])
  assert.deepEqual([buyer.vat_id, buyer.company_id], ['NL123456789B01', null])
  const untaxed = invoiceOf(taxed({ category: 'O', percent: 0, reason: null }), provider, [])
  assert.deepEqual([untaxed.buyer.vat_id, untaxed.buyer.company_id], [null, 'NL123456789B01'])
})

test('a credit note tells above zero what it gives back', () => {
  const credit = { kind: 'credit_note', total_minor: -380, tax_minor: -80, payable_minor: -460 } as const
  const told = invoiceOf({ ...statement, ...credit }, provider, [])
  assert.deepEqual(
    [told.is_credit_note, told.total_minor, told.tax_minor, told.payable_minor, told.sign],
    [true, 380, 80, 460, -1],
  )
})

const reverse_charge: Invoicing['tax'] = { category: 'AE', percent: 0, reason: null }
const incomplete = { ...provider, country: null, peppol_id: null, tax_id: null }
const lacking: [Statement, RegExp][] = [
  [taxed(reverse_charge, null), /the tax number of the customer is missing, which reverse charge asks for/],
  [{ ...statement, currency: 'KWD' }, /amounts of KWD have more than the two decimals/],
  [{ ...statement, provider: incomplete }, /PROVIDER_COUNTRY.*PROVIDER_PEPPOL_ID.*PROVIDER_TAX_ID/],
]
for (const [lacks, problem] of lacking) {
  test(`without what it needs there is no invoice: ${problem.source}`, () => {
    const known = lacks.provider === incomplete ? incomplete : provider
    assert.throws(() => invoiceOf(lacks, known, []), problem)
  })
}
