// Statements as electronic invoices, checked by the schema of UBL 2.1 and the rules of EN 16931 and Peppol BIS Billing 3.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import type { Statement, StatementLine } from '@swath/contract/statements'
import { has_peppol_rules, invoiceFaults, no_rules } from '../../conformance/invoices.ts'
import { demo_contracts } from '../src/contracts/demo.ts'
import { invoiceOf } from '../src/statements/invoice.rules.ts'
import { writeInvoice } from '../src/statements/invoice-xml.ts'
import type { ExportedLine } from '../src/statements/store.ts'
import { TestApp } from './app.ts'
import { aDownload, importDownloads, listAll } from './billing.ts'
import { onOneDatabase } from './databases.ts'

const seller = {
  SWATH_PROVIDER_NAME: 'Orbital <Imaging> & Sons',
  SWATH_PROVIDER_ADDRESS: 'Calle de Alcalá 1, 28014 Madrid',
  SWATH_PROVIDER_TAX_ID: 'ESB12345674',
  SWATH_PROVIDER_COUNTRY: 'ES',
  SWATH_PROVIDER_PEPPOL_ID: '9920:ESB12345674',
}
const invoicing = {
  country: 'NL',
  peppol_id: '0106:27364507',
  tax: { category: 'S', percent: 21 },
  payment_days: 45,
}
const billing = {
  name: 'وزارة الزراعة & "Ministry" \u0007',
  address: ['1 Main Square', 'Building <2>', 'Floor 3', '2500 Den Haag'],
  tax_id: 'NL123456789B01',
  reference: 'PO 2027/4',
}

const folder = mkdtempSync(path.join(tmpdir(), 'invoices-'))
after(() => rmSync(folder, { recursive: true }))

function keep(name: string, xml: string): string {
  const file = path.join(folder, `${name}.xml`)
  writeFileSync(file, xml)
  return file
}

function requireSound(files: readonly string[]) {
  const faults = Object.values(invoiceFaults(files)).flat()
  assert.deepEqual(faults, [])
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase(), seller)
  })
  after(() => swath.close())

  const contract = `/ops/v1/contracts/${demo_contracts.demo}`
  const ops = async (method: 'PUT' | 'POST', url: string, body: object) => {
    const answer = await swath.call('operator', method, url, body)
    assert.ok(answer.status < 300, JSON.stringify(answer.body))
    return answer.body
  }
  const at = (time: string) =>
    swath.advance({ hours: (Date.parse(time) - swath.clock.now().getTime()) / 3_600_000 })
  const invoice = async (one: Statement) => {
    const answer = await swath.call('demo', 'GET', `/v2/statements/${one.statement_id}?format=ubl`)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.equal(answer.headers['content-type'], 'application/xml')
    assert.match(String(answer.headers['content-disposition']), new RegExp(`statement-${one.number}\\.xml`))
    return answer.body.toString() as string
  }
  let charged: Statement
  let credited: Statement

  test('what an electronic invoice lacks is told at once, with where it is said', async () => {
    at('2026-06-02T00:00:00Z')
    await importDownloads(swath, [
      aDownload('2026-05-03T00:00:00Z', { amount_minor: 1234 }),
      aDownload('2026-05-04T00:00:00Z', { amount_minor: 100_001 }),
    ])
    ;[charged] = (await ops('POST', `${contract}/statements`, {})).statements
    const url = `/v2/statements/${charged.statement_id}`
    const lacking = await swath.call('demo', 'GET', `${url}?format=ubl`)
    assert.deepEqual([lacking.status, lacking.body.code], [409, 'invoice_not_possible'])
    assert.match(lacking.body.detail, /country, Peppol identifier and tax of the customer are missing/)
    assert.deepEqual([charged.tax_minor, charged.payable_minor], [null, null])
  })

  test('tax that does not fit its category, and codes that are none, are refused where they stand', async () => {
    const wrong: [object, string][] = [
      [{ tax: { category: 'S', percent: 0 } }, '/invoicing/tax/percent'],
      [{ tax: { category: 'AE', percent: 21 } }, '/invoicing/tax/percent'],
      [{ tax: { category: 'E' } }, '/invoicing/tax/reason'],
      [{ country: 'Spain' }, '/invoicing/country'],
      [{ peppol_id: '7300010000001' }, '/invoicing/peppol_id'],
    ]
    for (const [changed, pointer] of wrong) {
      const details = { ...billing, invoicing: { ...invoicing, ...changed } }
      const { status, body } = await swath.call('operator', 'PUT', `${contract}/billing-details`, details)
      assert.deepEqual([status, body.errors?.[0]?.pointer], [400, pointer], JSON.stringify(body))
    }
  })

  test('a statement of charges is an invoice, with the tax that its own document tells', async () => {
    await ops('PUT', `${contract}/billing-details`, { ...billing, invoicing })
    const { body: told } = await swath.call('demo', 'GET', `/v2/statements/${charged.statement_id}`)
    assert.deepEqual(
      [told.kind, told.total_minor, told.tax_minor, told.payable_minor],
      ['statement', 101_235, 21_259, 122_494],
    )
    const xml = await invoice(charged)
    assert.match(xml, /<cbc:PayableAmount currencyID="USD">1224\.94</)
    assert.match(xml, /<cbc:StartDate>2026-05-01<\/cbc:StartDate><cbc:EndDate>2026-05-31</)
    assert.match(xml, /Orbital &lt;Imaging&gt; &amp; Sons/)
    assert.equal(xml.match(/<cac:InvoiceLine>/g)?.length, 2)
    const accepted = await swath.call('demo', 'GET', `/v2/statements/${charged.statement_id}`, undefined, {
      accept: 'application/xml',
    })
    assert.equal(accepted.body.toString(), xml, 'the same, each time and however it is asked for')
  })

  test('a month that gives back more than it charges is a credit note, which names the statement it corrects', async () => {
    const [line] = await listAll<StatementLine>(swath, `/v2/statements/${charged.statement_id}/lines`)
    await ops('POST', `/ops/v1/deliverables/${line!.deliverable_id}/credits`, {
      amount_minor: 500,
      message: 'Haze over a third of it',
    })
    await importDownloads(swath, [aDownload('2026-06-02T00:00:00Z', { amount_minor: 120 })])
    at('2026-07-02T00:00:00Z')
    ;[credited] = (await ops('POST', `${contract}/statements`, {})).statements
    assert.deepEqual([credited.kind, credited.total_minor, credited.tax_minor], ['credit_note', -380, -80])
    const xml = await invoice(credited)
    assert.match(xml, /<CreditNote /)
    assert.match(xml, /<cbc:PayableAmount currencyID="USD">4\.60</)
    assert.match(xml, new RegExp(`<cac:BillingReference>.*<cbc:ID>${charged.number}<`))
    assert.match(xml, /<cbc:CreditedQuantity unitCode="C62">1</)
  })

  test('both keep to the schema of UBL and the rules of EN 16931 and Peppol', {
    skip: no_rules,
  }, async (t) => {
    if (!has_peppol_rules) t.diagnostic('without the rules of Peppol, which come with Maven')
    requireSound([keep('charged', await invoice(charged)), keep('credited', await invoice(credited))])
  })

  test('every tax, price and kind of line keeps to them', { skip: no_rules }, async () => {
    const files: string[] = []
    for (const [at, tax] of taxes.entries()) {
      for (const sign of [1, -1]) {
        const lines = linesOf(sign)
        const statement = statementOf(charged, lines, tax)
        files.push(keep(`tax-${at}-${sign}`, await written(statement, lines)))
      }
    }
    requireSound(files)
  })

  test('a rule that is broken is found', { skip: no_rules }, async () => {
    const xml = await invoice(charged)
    const broken = [
      xml.replace(/<cbc:IssueDate>.*<\/cbc:IssueDate>/, ''),
      xml.replace('>1224.94<', '>1224.95<'),
      ...(has_peppol_rules ? [xml.replace(/<cbc:BuyerReference>.*<\/cbc:BuyerReference>/, '')] : []),
    ]
    for (const faults of Object.values(invoiceFaults(broken.map((one, at) => keep(`broken-${at}`, one)))))
      assert.ok(faults.length > 0)
  })
})

type Tax = NonNullable<Statement['customer']['invoicing']>['tax']
const taxes: Tax[] = [
  { category: 'S', percent: 21, reason: null },
  { category: 'S', percent: 5.5, reason: null },
  { category: 'Z', percent: 0, reason: null },
  { category: 'E', percent: 0, reason: 'Public research' },
  { category: 'AE', percent: 0, reason: null },
  { category: 'G', percent: 0, reason: null },
  { category: 'O', percent: 0, reason: null },
]

const bare_line: ExportedLine = {
  ...{ position: 1, kind: 'charge', booked_at: new Date('2026-05-04T00:00:00Z'), amount_minor: 0, amount: 0 },
  ...{ currency: 'EUR', order_id: '7', order_name: 'Nile', sku: 'TSKARE-M', project_name: 'Ports' },
  ...{ deliverable_id: 'deliv.1', processing_level: 'L1D_SR', quantity: null, unit: null, price_minor: null },
  ...{ event_id: null, message: null, corrects_number: null, entry_id: 'e', transaction_id: 't' },
}

/** More charged than given back, or the reverse; with prices that give the amount, and some that do not. */
function linesOf(sign: number): ExportedLine[] {
  const lines: Partial<ExportedLine>[] = [
    { amount_minor: 4197, quantity: 8.394, unit: 'km2', price_minor: 500 },
    { amount_minor: 5000, quantity: 0.000123, unit: 'km2', price_minor: 500 },
    { amount_minor: 40_000, quantity: 1, unit: 'capture', price_minor: 40_000 },
    { amount_minor: 0, quantity: 3, unit: 'km2', price_minor: 0 },
    { kind: 'cancellation_fee', amount_minor: 333, deliverable_id: null, processing_level: null },
    {
      kind: 'refund',
      amount_minor: sign > 0 ? -4197 : -90_000,
      corrects_number: '00001-000001',
      message: 'Haze <all> over',
    },
    {
      kind: 'compensation',
      amount_minor: -7,
      deliverable_id: null,
      order_name: null,
      order_id: null,
      sku: null,
    },
  ]
  return lines.map((line, at) => ({ ...bare_line, ...line, position: at + 1 }))
}

function statementOf(like: Statement, lines: readonly ExportedLine[], tax: Tax): Statement {
  const total_minor = lines.reduce((sum, { amount_minor }) => sum + amount_minor, 0)
  const size = Math.round((Math.abs(total_minor) * tax.percent) / 100)
  const tax_minor = total_minor < 0 ? -size : size
  return {
    ...like,
    ...{ total_minor, tax_minor, payable_minor: total_minor + tax_minor, currency: 'EUR' },
    kind: total_minor < 0 ? 'credit_note' : 'statement',
    customer: { ...billing, number: '00001', invoicing: { ...invoicing, tax } },
  }
}

async function written(statement: Statement, lines: readonly ExportedLine[]): Promise<string> {
  const invoice = invoiceOf(statement, statement.provider, ['00001-000001'])
  let xml = ''
  for await (const piece of writeInvoice(invoice, inOne(lines))) xml += piece
  return xml
}

async function* inOne<T>(lines: readonly T[]) {
  yield lines
}
