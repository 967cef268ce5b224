// The command does what the API can do: each operation has a command, or is named here as one for `swath api`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from 'commander'
import openapi from '../../../docs/openapi.json' with { type: 'json' }
import { programFor } from './commands.ts'

/** By command, the operations that it asks for. */
const reached: Readonly<Record<string, string>> = {
  login: 'issueToken listContracts',
  whoami: 'getOwnCredential',
  products: 'listProducts getProduct',
  places: 'findPlaces',
  'areas list': 'listAreas',
  'areas save': 'createArea',
  'areas show': 'getArea',
  'areas change': 'changeArea',
  'areas remove': 'deleteArea',
  'projects list': 'listProjects',
  'projects create': 'createProject',
  'projects rename': 'renameProject',
  'projects remove': 'deleteProject',
  'orders create': 'placeOrder placeOrders validateOrder',
  'orders list': 'listOrders',
  'orders show': 'getOrder getTimeline',
  'orders watch': 'streamEvents',
  'orders update': 'updateOrder',
  'orders cancel': 'cancelOrder cancelOrderByPost',
  'orders quote': 'quoteOrder',
  'orders approvals': 'listUnapprovedOrders',
  'orders approve': 'approveSpending',
  'orders refuse': 'refuseSpending',
  'orders approval-limit': 'getApprovalLimit setApprovalLimit',
  feasibility: 'startAnalysis getAnalysis startAnalyses getAnalyses',
  'archive search': 'searchItems searchItemsByPost',
  'archive order': 'getItem',
  'archive ingest': 'putArchiveItems',
  'captures list': 'listCaptures listOrderCaptures',
  'captures show': 'getCapture listCaptureEvents',
  'deliverables list': 'listDeliverables listOrderDeliverables',
  'deliverables show': 'getDeliverable getRejection',
  'deliverables download': 'listFiles downloadFile downloadZip',
  'deliverables reject': 'rejectDeliverable',
  'deliveries list': 'listDeliveries listDeliverableDeliveries listOrderDeliveries',
  'deliveries show': 'getDelivery listDeliveryAttempts',
  'deliveries send': 'requestDelivery',
  'deliveries retry': 'retryDelivery',
  'deliveries cancel': 'cancelDelivery',
  'destinations list': 'listDestinations',
  'destinations show': 'getDestination',
  'destinations create': 'createDestination',
  'destinations update': 'updateDestination',
  'destinations verify': 'verifyDestination',
  'destinations remove': 'deleteDestination',
  'credentials list': 'listApiCredentials',
  'credentials create': 'createApiCredential',
  'credentials update': 'updateApiCredential',
  'credentials rotate': 'rotateApiCredential rotateOwnCredential',
  'credentials revoke': 'revokeApiCredential',
  'people list': 'listPeople',
  'people invite': 'invite',
  'people invitations': 'listInvitations',
  'people withdraw': 'withdrawInvitation',
  'people update': 'updateMember',
  'people remove': 'removeMember',
  'people remove-factors': 'removeFactors',
  'people second-factor': 'getSecondFactorRule setSecondFactorRule',
  balance: 'getBalance',
  ledger: 'listLedgerEntries',
  consumption: 'readConsumption',
  'consumption forecast': 'forecastConsumption',
  'statements list': 'listStatements',
  'statements download': 'getStatement',
  'service-levels': 'listServiceLevels',
  events: 'readEvents listOrderEvents listDeliverableEvents listDeliveryEvents',
  'webhooks list': 'listWebhooks',
  'webhooks create': 'createWebhook',
  'webhooks show': 'getWebhook',
  'webhooks update': 'updateWebhook',
  'webhooks rotate-secret': 'rotateWebhookSecret',
  'webhooks remove': 'deleteWebhook',
  'webhooks test': 'testWebhook',
  'webhooks messages': 'listWebhookMessages',
  'webhooks attempts': 'listWebhookTries',
  'webhooks dead': 'listWebhookDeadLetters',
  'webhooks replay': 'replayWebhook',
  'digests list': 'listDigests',
  'digests create': 'createDigest',
  'digests update': 'updateDigest',
  'digests remove': 'deleteDigest',
  'audit list': 'listAuditEntries listAuditEntriesOfAll',
  'audit export': 'exportAudit exportAuditOfAll',
  'audit head': 'getAuditHead getAuditHeadOfAll',
  'audit erase': 'eraseAudited',
  import: 'importLines',
  'admin organisations list': 'listOrganisations',
  'admin organisations create': 'createOrganisation',
  'admin organisations rename': 'renameOrganisation',
  'admin contracts list': 'listContractsOfAll',
  'admin contracts show':
    'getContract getBillingDetails getBalanceOfContract getRejectionPolicy getApprovalLimitOfContract',
  'admin contracts create': 'createContract',
  'admin contracts rename': 'updateContract',
  'admin contracts billing': 'setBillingDetails',
  'admin contracts grant': 'grantBudget',
  'admin contracts limits': 'setLimits',
  'admin contracts rejections': 'setRejectionPolicy',
  'admin contracts approval-limit': 'setApprovalLimitOfContract',
  'admin contracts destinations': 'listContractDestinations',
  'admin contracts default-destination': 'setDefaultDestination',
  'admin skus list': 'listContractSkus',
  'admin skus set': 'defineContractSku',
  'admin skus copy': 'copyContractSkus',
  'admin statements list': 'listContractStatements',
  'admin statements close': 'closeStatements',
  'admin desk find': 'searchEverything',
  'admin desk show': 'getOrderOfAll',
  'admin desk approvals': 'listOrdersToApprove',
  'admin desk approve': 'approveOrder',
  'admin desk refuse': 'refuseOrder',
  'admin desk rejections': 'listRejections',
  'admin desk accept': 'acceptRejection',
  'admin desk deny': 'denyRejection',
  'admin desk close': 'forceCloseOrder',
  'admin desk credit': 'creditDeliverable',
  'admin desk jobs': 'listSetAsideJobs',
  'admin desk restart': 'restartSetAsideJob',
  'admin desk dead': 'listAllWebhookDeadLetters',
  'admin service-levels': 'listAllServiceLevels',
  'admin credentials list': 'listCredentials',
  'admin credentials create': 'createCredential',
  'admin credentials identify': 'identifyCredential forgetIdentity',
  'admin credentials revoke': 'revokeCredential',
  'admin view': 'startView',
  'admin areas list': 'listRestrictedAreas getRestrictedArea',
  'admin areas restrict': 'createRestrictedArea replaceRestrictedArea',
  'admin areas remove': 'removeRestrictedArea',
  'admin providers list': 'listProviders',
  'admin providers show': 'getProvider',
  'admin providers figures': 'getProviderFigures',
  'admin providers elements': 'showConstellationElements',
  'admin providers plan': 'showConstellationPlan',
  'admin providers commands': 'getCommandFile',
  'admin providers add': 'createProvider',
  'admin providers update': 'updateProvider',
  'admin providers test': 'testProvider',
  'admin providers rotate-secret': 'rotateProviderSecret',
  'admin providers remove': 'removeProvider',
  'admin providers give': 'setProviderSku',
  'admin providers take': 'removeProviderSku',
  'admin providers decisions': 'listProviderDecisions',
  'admin providers reroute': 'rerouteOrder',
  'admin odds': 'getOddsReliability',
  'admin export': 'exportSetup',
  'admin apply': 'applySetup',
  'admin people list': 'listAllPeople',
  'admin people invite': 'inviteAnyone',
  'admin people invitations': 'listAllInvitations',
  'admin people withdraw': 'withdrawAnyInvitation',
  'admin people update': 'updateAnyMember',
  'admin people remove': 'removeAnyMember',
  'admin people remove-factors': 'removeAnyFactors',
  'admin people reset-link': 'makeResetLink',
}

/** These are rarely asked for by hand: `swath api` does. */
const by_api = `
  getProject getDigest listSeals exportConsumption listStatementLines linkFile mapOrders readPlaces listCities
  searchArchive getBrowseImage revokeToken getOrganisation getContractStatement listCapturesOfAll
  checkLedger listLedgerRepairs checkConsumption listConsumptionRepairs
  linkZip getContractHistory getRejectedPicture
  updateCredential rotateCredential setCounting listPrices setPrice verifySeals getUpstream
`

/** Nobody asks for these by hand: they are for pages, for providers, or the words of other standards. */
const for_others: readonly RegExp[] = [
  /^\/(tasking|telluric)\//, // the v1 APIs
  /^\/(archive\/stac|collections|aggregat|search|children|conformance|queryables|sortables|$)/, // STAC
  /^\/(assets|files|zips|previews|raster)\//, // links that lists give
  /^\/(healthz|readyz|metrics|[.]well-known)/, // for those who watch over the server
  /^\/v2\/(my|session|sign-in|single-sign-on|first-account|invitations|password-resets)\b/, // pages of people
  /^\/v2\/digests\/[^/]+\/(confirm|unsubscribe)$/, // links of mails
  /^\/ops\/v1\/(provider\/tasks|captures\/[^/]+\/(reports|deliverables))/, // providers
]

const words = (text: string) => text.trim().split(/\s+/)

test('every operation has a command, or is one for which there is swath api', () => {
  const named = new Set([...Object.values(reached), by_api].flatMap(words))
  const operations = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.values(methods).map(({ operationId }) => ({ path, operation: operationId as string })),
  )
  const forgotten = operations
    .filter(({ operation }) => !named.has(operation))
    .filter(({ path }) => !for_others.some((pattern) => pattern.test(path)))
    .map(({ operation, path }) => `${operation} ${path}`)
  const advice = 'give it a command, or name it in this file as one for `swath api`, or for others'
  assert.deepEqual(forgotten, [], `${forgotten.join(', ')}: ${advice}`)
  const there = new Set(operations.map(({ operation }) => operation))
  assert.deepEqual(
    [...named].filter((operation) => !there.has(operation)),
    [],
  )
})

test('every command that is said to do so is there, and has its name in the table of commands', async () => {
  const swath = await programFor([])
  const paths = new Set(pathsBelow(swath, []))
  assert.deepEqual(
    Object.keys(reached).filter((path) => !paths.has(path)),
    [],
  )
  for (const { name } of swath.commands.map((command) => ({ name: command.name() }))) {
    const [only, ...more] = (await programFor([name])).commands
    assert.deepEqual([only?.name(), more], [name, []])
  }
})

function pathsBelow(command: Command, path: readonly string[]): string[] {
  return command.commands.flatMap((one) => {
    const below = [...path, one.name()]
    return [below.join(' '), ...pathsBelow(one, below)]
  })
}
