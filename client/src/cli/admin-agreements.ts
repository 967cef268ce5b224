import type { ApprovalLimit } from '@swath/contract/approvals'
import { minorAmount } from '@swath/contract/money'
import { type TaxCategory, tax_categories } from '@swath/contract/statements'
import { Command } from 'commander'
import type { Balance, BillingDetails, BillingInput, LimitsInput, RejectionPolicy } from '../admin.ts'
import { ApiError } from '../errors.ts'
import { balanceFacts } from './balance-text.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { amountOrNone } from './orders-approve.ts'
import { facts, money, type OutputFlags, print, withOutput } from './output.ts'
import { readJsonFile } from './read-json-file.ts'
import { repeated } from './repeated.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

/** The commands for what a contract agrees on besides its SKUs. */
export function agreementCommands(): Command[] {
  return [
    ...[showCommand(), billingCommand(), grantCommand(), limitsCommand(), rejectionsCommand()],
    ...[approvalLimitCommand(), destinationsCommand(), defaultDestinationCommand()],
  ]
}

function ofContract(name: string, description: string): Command {
  const command = new Command(name)
    .description(description)
    .argument('<contract_id>', 'swath admin contracts list tells which there are')
  return withConnection(withOutput(command))
}

const showCommand = () => ofContract('show', 'What a contract agrees on, but for its SKUs').action(showAll)

function billingCommand(): Command {
  return ofContract('billing', 'Whom statements are addressed to, from the next one on')
    .requiredOption('--name <name>', 'as it stands on statements')
    .option('--address <line>', 'a line of the address; several times for several', repeated)
    .option('--tax-id <number>', 'tax number of the customer')
    .option('--reference <text>', 'by which the customer finds statements, such as a purchase order')
    .option('--country <code>', 'for electronic invoices: two letters of ISO 3166-1, such as ES')
    .option('--peppol-id <id>', 'for electronic invoices: such as 0088:7300010000001')
    .option(
      '--tax <category>',
      'for electronic invoices: S:21 for 21 %, or Z, AE, G, O, or E:<why it is exempt>',
    )
    .option('--payment-days <days>', 'for electronic invoices: after how many days they are due', Number)
    .action(setBilling)
}

function grantCommand(): Command {
  return ofContract('grant', 'Give a contract a budget, or more of it; beyond it orders are refused or wait')
    .argument('<amount>', 'in the currency of the contract, such as 5000.00')
    .option('--credit', 'give a credit instead, which alone sets no limit')
    .option('--take-back', 'take so much back of what is still available')
    .option('--message <text>', 'why, as the ledger tells it')
    .action(grant)
}

function limitsCommand(): Command {
  return ofContract(
    'limits',
    'Set the quotas of a contract, all of them, and what becomes of orders beyond its budget',
  )
    .argument(
      '<file>',
      '{"at_limit", "quotas"} as JSON, as PUT /ops/v1/contracts/{id}/limits takes it; - is the input',
    )
    .action(async (contract_id: string, file: string, flags: Flags) => {
      const limits = await readJsonFile<LimitsInput>(file)
      showBalance(flags, await (await clientOf(flags)).admin.setLimits(contract_id, limits))
    })
}

function rejectionsCommand(): Command {
  return ofContract('rejections', 'Set which rejections are accepted without the order desk')
    .argument('<file>', 'as JSON, as PUT /ops/v1/contracts/{id}/rejection-policy takes it; - is the input')
    .action(async (contract_id: string, file: string, flags: Flags) => {
      const policy = await readJsonFile<RejectionPolicy>(file)
      const set = await (await clientOf(flags)).admin.setRejectionPolicy(contract_id, policy)
      print(flags, set, () => facts(policyFacts(set)))
    })
}

function approvalLimitCommand(): Command {
  return ofContract('approval-limit', 'Set the price above which orders wait for an approver of the customer')
    .argument('<amount>', 'in the currency of the contract, such as 5000.00; none: no order waits')
    .action(async (contract_id: string, text: string, flags: Flags) => {
      const { admin, approvals } = await clientOf(flags)
      const { currency } = await admin.contract(contract_id)
      const set = await approvals.setLimitOf(contract_id, amountOrNone(text, currency))
      print(flags, set, () => facts(approvalFacts(set, currency)))
    })
}

const destinationsCommand = () =>
  ofContract('destinations', 'The destinations of a contract, without their credentials').action(
    async (contract_id: string, flags: Flags) => {
      const all = await (await clientOf(flags)).admin.destinations(contract_id).all()
      print(flags, all, () =>
        table(
          ['destination', 'name', 'kind', 'enabled', 'default of the contract'],
          all.map(({ destination_id, name, settings: { kind }, is_enabled, default_for }) => [
            ...[destination_id, name, kind],
            ...[is_enabled, default_for.contract].map((one) => (one ? 'yes' : 'no')),
          ]),
        ),
      )
    },
  )

const defaultDestinationCommand = () =>
  ofContract('default-destination', 'Say where deliverables go of orders that name no destination')
    .argument('<destination_id>', 'swath admin contracts destinations tells which there are; none: nowhere')
    .action(async (contract_id: string, text: string, flags: Flags) => {
      const { admin } = await clientOf(flags)
      const set = await admin.setDefaultDestination(contract_id, text === 'none' ? null : text)
      print(flags, set, () => facts({ 'default destination': set.destination_id ?? 'none' }))
    })

async function showAll(contract_id: string, flags: Flags): Promise<void> {
  const { admin, approvals } = await clientOf(flags)
  const contract = await admin.contract(contract_id)
  const billing = await orNull(admin.billingDetails(contract_id))
  const balance = await admin.balance(contract_id)
  const rejection_policy = await admin.rejectionPolicy(contract_id)
  const approval_limit = await approvals.limitOf(contract_id)
  print(flags, { contract, billing, balance, rejection_policy, approval_limit }, () => {
    const { name, organisation_name, time_zone, status } = contract
    const told = { contract: contract_id, name, customer: organisation_name, status, 'time zone': time_zone }
    const billed = billing === null ? { 'billed to': name } : billingFacts(billing)
    const policies = { ...policyFacts(rejection_policy), ...approvalFacts(approval_limit, contract.currency) }
    return facts({ ...told, ...billed, ...balanceFacts(balance), ...policies })
  })
}

/** Gives null for what nobody has said yet. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_found') return null
    throw error
  }
}

interface InvoicingFlags {
  country?: string
  peppolId?: string
  tax?: string
  paymentDays?: number
}

type BillingFlags = Flags &
  InvoicingFlags & { name: string; address?: string[]; taxId?: string; reference?: string }

/** The rest of the details is replaced; what electronic invoices need stays, unless it is given anew. */
async function setBilling(contract_id: string, flags: BillingFlags): Promise<void> {
  const { name, address = [], taxId: tax_id = null, reference = null } = flags
  const { admin } = await clientOf(flags)
  const invoicing = invoicingOf(flags) ?? (await orNull(admin.billingDetails(contract_id)))?.invoicing ?? null
  const set = await admin.setBillingDetails(contract_id, { name, address, tax_id, reference, invoicing })
  print(flags, set, () => facts(billingFacts(set)))
}

function invoicingOf({ country, peppolId, tax, paymentDays }: InvoicingFlags): BillingInput['invoicing'] {
  if ([country, peppolId, tax, paymentDays].every((one) => one === undefined)) return undefined
  if (country === undefined || peppolId === undefined || tax === undefined)
    throw new Error('Electronic invoices need all of --country, --peppol-id and --tax')
  const days = paymentDays === undefined ? {} : { payment_days: paymentDays }
  return { country, peppol_id: peppolId, tax: taxOf(tax), ...days }
}

function taxOf(text: string) {
  const [category = '', more] = text.split(/:(.*)/s)
  if (!(category in tax_categories))
    throw new Error(`${category} is none of ${Object.keys(tax_categories).join(', ')}`)
  const detail = category === 'S' ? { percent: Number(more) } : { reason: more ?? null }
  return { category: category as TaxCategory, ...detail }
}

type GrantFlags = Flags & { credit?: true; takeBack?: true; message?: string }

async function grant(contract_id: string, text: string, flags: GrantFlags): Promise<void> {
  const { admin } = await clientOf(flags)
  const { currency } = await admin.contract(contract_id)
  const amount = minorAmount(text, currency)
  if (!amount) throw new Error(`${text} is no amount of ${currency}, such as 5000`)
  const { credit, takeBack, message = '' } = flags
  const amount_minor = takeBack ? -amount : amount
  showBalance(
    flags,
    await admin.grant(contract_id, { kind: credit ? 'adjustment' : 'grant', amount_minor, message }),
  )
}

function showBalance(flags: Flags, balance: Balance) {
  print(flags, balance, () => facts(balanceFacts(balance)))
}

function billingFacts({ name, address, tax_id, reference, invoicing }: BillingDetails) {
  const { country, peppol_id, tax, payment_days } = invoicing ?? {}
  return {
    ...{ 'billed to': [name, ...address].join(', '), 'tax number': tax_id, reference, country },
    'Peppol identifier': peppol_id,
    tax:
      tax &&
      [tax_categories[tax.category], tax.percent > 0 && `${tax.percent} %`, tax.reason]
        .filter(Boolean)
        .join(', '),
    'due after days': payment_days,
  }
}

function approvalFacts({ above_minor }: ApprovalLimit, currency: string) {
  return { 'orders wait above': above_minor === null ? 'no price' : money(above_minor, currency) }
}

function policyFacts({ automatic, within_days }: RejectionPolicy) {
  return {
    rejections: automatic ? `accepted by themselves within ${within_days} days` : 'go to the order desk',
  }
}
