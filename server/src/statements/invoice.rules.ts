import { SwathError } from '@swath/contract/errors'
import { minorDigits } from '@swath/contract/money'
import type {
  BillingDetails,
  Invoicing,
  Statement,
  StatementProvider,
  TaxCategory,
} from '@swath/contract/statements'

type Tax = Invoicing['tax']

/** Somebody who invoices or is invoiced, with the numbers by which authorities know them. */
export interface InvoiceParty extends Pick<BillingDetails, 'name' | 'address'> {
  country: string
  scheme: string
  endpoint: string
  /** It begins with the country, as numbers of VAT do in Europe. */
  vat_id: string | null
  /** Any other number of a company. */
  company_id: string | null
}

export interface Invoice {
  number: string
  is_credit_note: boolean
  currency: string
  issued: string
  due: string
  payment_days: number
  period: { from: string; to: string }
  buyer_reference: string
  corrected: readonly string[]
  seller: InvoiceParty
  buyer: InvoiceParty
  tax: Tax & { exemption: { code: string | null; reason: string } | null }
  /** A credit note tells what it gives back, above zero. */
  total_minor: number
  tax_minor: number
  payable_minor: number
  /** By which an amount of the statement is multiplied. */
  sign: 1 | -1
}

/** Untaxed categories say why; the codes are those of the list VATEX. */
const exemptions: Partial<Record<TaxCategory, { code: string; reason: string }>> = {
  AE: { code: 'VATEX-EU-AE', reason: 'Reverse charge' },
  G: { code: 'VATEX-EU-G', reason: 'Export outside the EU' },
  O: { code: 'VATEX-EU-O', reason: 'Not subject to VAT' },
}

/**
 * A statement as EN 16931 sees it. The provider of the day counts where the statement was closed before its country or its
 * identifier was known.
 * @throws SwathError `invoice_not_possible` with everything that is missing
 */
export function invoiceOf(
  statement: Statement,
  known: StatementProvider,
  corrected: readonly string[],
): Invoice {
  const { customer, currency, number, tax_minor, payable_minor, total_minor } = statement
  const provider = {
    ...statement.provider,
    country: statement.provider.country ?? known.country,
    peppol_id: statement.provider.peppol_id ?? known.peppol_id,
    tax_id: statement.provider.tax_id ?? known.tax_id,
  }
  const { invoicing } = customer
  const problems = problemsOf(statement, provider)
  if (problems.length > 0 || invoicing === null || tax_minor === null || payable_minor === null) {
    throw new SwathError(
      'invoice_not_possible',
      `${number} cannot be an electronic invoice: ${problems.join('; ')}`,
    )
  }
  const { country, peppol_id, tax, payment_days } = invoicing
  const sign = statement.kind === 'credit_note' ? -1 : 1
  const issued = statement.closed_at.slice(0, 10)
  return {
    ...{ number, currency, corrected, issued, payment_days, sign },
    is_credit_note: sign < 0,
    due: dateText(Date.parse(issued) + payment_days * 86_400_000),
    period: periodOf(statement),
    buyer_reference: customer.reference ?? customer.number,
    seller: partyOf(provider, provider.country!, provider.peppol_id!, tax),
    buyer: partyOf(customer, country, peppol_id, tax),
    tax: { ...tax, exemption: exemptionOf(tax) },
    total_minor: total_minor * sign,
    tax_minor: tax_minor * sign,
    payable_minor: payable_minor * sign,
  }
}

function problemsOf({ customer, currency }: Statement, provider: StatementProvider): string[] {
  const { invoicing } = customer
  const lacks: [boolean, string][] = [
    [provider.country === null, 'the country of the provider is missing (SWATH_PROVIDER_COUNTRY)'],
    [
      provider.peppol_id === null,
      'the Peppol identifier of the provider is missing (SWATH_PROVIDER_PEPPOL_ID)',
    ],
    [provider.tax_id === null, 'the tax number of the provider is missing (SWATH_PROVIDER_TAX_ID)'],
    [
      invoicing === null,
      'country, Peppol identifier and tax of the customer are missing (invoicing in the billing details of the contract)',
    ],
    [
      invoicing?.tax.category === 'AE' && customer.tax_id === null,
      'the tax number of the customer is missing, which reverse charge asks for (tax_id in the billing details)',
    ],
    [
      minorDigits(currency) > 2,
      `amounts of ${currency} have more than the two decimals of electronic invoices`,
    ],
  ]
  return lacks.filter(([is_so]) => is_so).map(([, problem]) => problem)
}

interface Named extends Pick<BillingDetails, 'name' | 'address' | 'tax_id'> {}

function partyOf(
  { name, address, tax_id }: Named,
  country: string,
  peppol_id: string,
  tax: Tax,
): InvoiceParty {
  const [scheme = '', endpoint = ''] = peppol_id.split(':')
  // A number of VAT must not stand on what is not subject to it.
  const is_vat = tax_id !== null && tax.category !== 'O' && beginsWithCountry(tax_id, country)
  return {
    ...{ name, address, country, scheme, endpoint },
    vat_id: is_vat ? tax_id.replaceAll(/[^A-Za-z0-9]/g, '') : null,
    company_id: is_vat ? null : tax_id,
  }
}

/** Greece writes EL there. */
const beginsWithCountry = (tax_id: string, country: string) =>
  tax_id.toUpperCase().startsWith(country === 'GR' ? 'EL' : country)

function exemptionOf({ category, reason }: Tax): Invoice['tax']['exemption'] {
  if (category === 'E') return { code: null, reason: reason ?? '' }
  return exemptions[category] ?? null
}

/** Days of the time zone of the statement; the last one is part of it. */
function periodOf({ period_start, period_end, time_zone }: Statement): Invoice['period'] {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: time_zone })
  return { from: day.format(Date.parse(period_start)), to: day.format(Date.parse(period_end) - 1) }
}

const dateText = (time: number) => new Date(time).toISOString().slice(0, 10)
