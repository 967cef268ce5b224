// Electronic invoices: UBL 2.1 as Peppol BIS Billing 3 wants it. Elements stand in the order of the schema.
import { majorText } from '@swath/contract/money'
import { amountOf } from '../lib/money.ts'
import type { Invoice, InvoiceParty } from './invoice.rules.ts'
import type { ExportedLine } from './store.ts'
import { group, text } from './xml.ts'

/** Piece by piece, since a statement may have any number of lines. */
export async function* writeInvoice(
  invoice: Invoice,
  batches: AsyncIterable<readonly ExportedLine[]>,
): AsyncGenerator<string> {
  const root = invoice.is_credit_note ? 'CreditNote' : 'Invoice'
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${schemas}:${root}-2" xmlns:cac="${schemas}:CommonAggregateComponents-2" xmlns:cbc="${schemas}:CommonBasicComponents-2">\n`
  yield [...head(invoice), ...parties(invoice), ...sums(invoice)].join('\n')
  for await (const lines of batches) yield `\n${lines.map((line) => lineElement(invoice, line)).join('\n')}`
  yield `\n</${root}>\n`
}

const schemas = 'urn:oasis:names:specification:ubl:schema:xsd'

function head(invoice: Invoice): string[] {
  const { number, issued, due, currency, buyer_reference, period, corrected, is_credit_note } = invoice
  return [
    text('CustomizationID', 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0'),
    text('ProfileID', 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0'),
    text('ID', number),
    text('IssueDate', issued),
    ...(is_credit_note
      ? [text('CreditNoteTypeCode', '381')]
      : [text('DueDate', due), text('InvoiceTypeCode', '380')]),
    text('DocumentCurrencyCode', currency),
    text('BuyerReference', buyer_reference),
    group('InvoicePeriod', text('StartDate', period.from), text('EndDate', period.to)),
    ...corrected.map((one) => group('BillingReference', group('InvoiceDocumentReference', text('ID', one)))),
  ]
}

function parties({ seller, buyer, payment_days, due, is_credit_note }: Invoice): string[] {
  const terms = is_credit_note
    ? 'The amount is credited.'
    : `To be paid within ${payment_days} days, by ${due}.`
  return [
    group('AccountingSupplierParty', partyElement(seller, true)),
    group('AccountingCustomerParty', partyElement(buyer, false)),
    group('PaymentTerms', text('Note', terms)),
  ]
}

function partyElement(party: InvoiceParty, is_seller: boolean): string {
  const { name, scheme, endpoint, vat_id, company_id } = party
  return group(
    'Party',
    text('EndpointID', endpoint, { schemeID: scheme }),
    group('PartyName', text('Name', name)),
    addressElement(party),
    vat_id && taxScheme(vat_id, 'VAT'),
    // A seller who has no number of VAT is known to its tax office by another one.
    is_seller && company_id && taxScheme(company_id, 'TAX'),
    group('PartyLegalEntity', text('RegistrationName', name), company_id && text('CompanyID', company_id)),
  )
}

const taxScheme = (id: string, scheme: string) =>
  group('PartyTaxScheme', text('CompanyID', id), group('TaxScheme', text('ID', scheme)))

function addressElement({ address: [street, more, ...others], country }: InvoiceParty): string {
  return group(
    'PostalAddress',
    street && text('StreetName', street),
    more && text('AdditionalStreetName', more),
    others.length > 0 && group('AddressLine', text('Line', others.join(', '))),
    group('Country', text('IdentificationCode', country)),
  )
}

function sums({ total_minor, tax_minor, payable_minor, tax, currency }: Invoice): string[] {
  const money = (name: string, amount: number) => moneyElement(name, amount, currency)
  const with_tax = total_minor + tax_minor
  return [
    group(
      'TaxTotal',
      money('TaxAmount', tax_minor),
      group(
        'TaxSubtotal',
        money('TaxableAmount', total_minor),
        money('TaxAmount', tax_minor),
        group(
          'TaxCategory',
          ...categoryOf(tax),
          tax.exemption?.code && text('TaxExemptionReasonCode', tax.exemption.code),
          tax.exemption && text('TaxExemptionReason', tax.exemption.reason),
          group('TaxScheme', text('ID', 'VAT')),
        ),
      ),
    ),
    group(
      'LegalMonetaryTotal',
      money('LineExtensionAmount', total_minor),
      money('TaxExclusiveAmount', total_minor),
      money('TaxInclusiveAmount', with_tax),
      money('PayableAmount', payable_minor),
    ),
  ]
}

const categoryOf = ({ category, percent }: Invoice['tax']) => [
  text('ID', category),
  category !== 'O' && text('Percent', String(percent)),
]

function lineElement({ tax, sign, currency, is_credit_note }: Invoice, line: ExportedLine): string {
  const amount = line.amount_minor * sign
  const { quantity, unit_code, price_minor, per } = countOf({ ...line, amount_minor: amount })
  return group(
    is_credit_note ? 'CreditNoteLine' : 'InvoiceLine',
    text('ID', String(line.position)),
    text(is_credit_note ? 'CreditedQuantity' : 'InvoicedQuantity', decimal(quantity), {
      unitCode: unit_code,
    }),
    moneyElement('LineExtensionAmount', amount, currency),
    group(
      'Item',
      text('Description', descriptionOf(line)),
      text('Name', nameOf(line)),
      line.sku && group('SellersItemIdentification', text('ID', line.sku)),
      group('ClassifiedTaxCategory', ...categoryOf(tax), group('TaxScheme', text('ID', 'VAT'))),
    ),
    group(
      'Price',
      moneyElement('PriceAmount', price_minor, currency),
      per !== 1 && text('BaseQuantity', decimal(per), { unitCode: unit_code }),
    ),
  )
}

/** Codes of UN/ECE Recommendation 20. */
const unit_codes: Record<'km2' | 'capture', string> = { km2: 'KMK', capture: 'C62' }

interface Count {
  quantity: number
  unit_code: string
  price_minor: number
  /** The quantity that the price is for. */
  per: number
}

/**
 * An amount as quantity times price, neither of which is below zero but the quantity. Where the price of a unit does not
 * give the amount that was booked, such as beyond a minimum, the price is that of the whole quantity.
 */
function countOf({
  amount_minor,
  quantity,
  unit,
  price_minor,
}: Pick<ExportedLine, 'amount_minor' | 'quantity' | 'unit' | 'price_minor'>): Count {
  const price = Math.abs(amount_minor)
  const side = amount_minor < 0 ? -1 : 1
  if (!quantity || quantity < 0 || (unit !== 'km2' && unit !== 'capture'))
    return { quantity: side, unit_code: unit_codes.capture, price_minor: price, per: 1 }
  const unit_code = unit_codes[unit]
  const is_product = price_minor !== null && amountOf(quantity, price_minor) === price
  return is_product
    ? { quantity: side * quantity, unit_code, price_minor, per: 1 }
    : { quantity: side * quantity, unit_code, price_minor: price, per: quantity }
}

const kind_names = {
  charge: 'Delivered',
  cancellation_fee: 'Cancellation fee',
  refund: 'Refund',
  adjustment: 'Credit',
  compensation: 'Compensation',
} as const

function nameOf({ kind, processing_level, order_name }: ExportedLine): string {
  const product = processing_level?.replace('_', ' ')
  const thing = [product, order_name].filter((part) => part).join(' of ')
  return kind === 'charge' ? thing : [kind_names[kind], thing].filter((part) => part).join(': ')
}

function descriptionOf({
  kind,
  order_id,
  deliverable_id,
  corrects_number,
  booked_at,
  message,
}: ExportedLine): string {
  const parts = [
    `${kind_names[kind]}, booked on ${booked_at.toISOString().slice(0, 10)}`,
    order_id && `order ${order_id}`,
    deliverable_id && `deliverable ${deliverable_id}`,
    corrects_number && `corrects ${corrects_number}`,
    message,
  ]
  return parts.filter((part) => part).join('; ')
}

const moneyElement = (name: string, amount_minor: number, currency: string) =>
  text(name, majorText(amount_minor, currency), { currencyID: currency })

/** Without an exponent, which a decimal of XML Schema has not. */
const decimal = (value: number) => value.toFixed(6).replace(/\.?0+$/, '')
