// one list: every error that the API may answer
/**
 * The registry of errors. `code` is stable and is what programs compare; `title` never changes for a code;
 * the detail of one occurrence is for people. Wire form: RFC 9457 problem+json.
 */
export const errors = {
  invalid_json: { status: 400, title: 'The body is not JSON' },
  invalid_request: { status: 400, title: 'The request does not fit its schema' },
  invalid_geometry: { status: 400, title: 'The geometry is not valid' },
  places_unreadable: { status: 400, title: 'No places can be read from the file' },
  unknown_filter: { status: 400, title: 'The query names a filter that does not exist' },
  period_inverted: { status: 400, title: 'The period ends before it begins' },
  too_many_groups: { status: 400, title: 'The groups are more than one answer may have' },
  invalid_filter: { status: 400, title: 'The value of a filter cannot be read' },
  sku_not_orderable: { status: 400, title: 'The product cannot be ordered' },
  sku_not_in_contract: { status: 400, title: 'Invalid product: the contract does not have this SKU' },
  geometry_not_for_sku: { status: 400, title: 'The product does not take this type of geometry' },
  area_out_of_range: { status: 400, title: 'The area is outside the limits of the product' },
  strips_out_of_range: { status: 400, title: 'The area takes more strips than may be planned for it' },
  window_invalid: { status: 400, title: 'The window of the order is not possible' },
  level_not_in_contract: { status: 400, title: 'The contract does not have this processing level' },
  period_invalid: { status: 400, title: 'The recurrence of the order is not possible' },
  sku_needs_no_analysis: { status: 400, title: 'Nothing is collected for the product' },
  uplift_not_in_contract: { status: 400, title: 'The contract does not have this uplift' },
  amount_out_of_range: { status: 400, title: 'An amount is larger than amounts may be' },
  terms_in_past: { status: 400, title: 'Terms cannot begin in the past' },
  zip_too_large: { status: 400, title: 'The files are more than one zip may have' },
  currency_differs: { status: 400, title: 'The contracts have different currencies' },
  price_in_past: { status: 400, title: 'A price cannot begin in the past' },
  credit_too_large: { status: 400, title: 'More cannot be given back than was charged' },
  parameter_not_for_sku: { status: 400, title: 'The product does not take this parameter' },
  nei_invalid: { status: 400, title: 'The request for non-Earth imaging is not possible' },
  limits_inverted: { status: 400, title: 'A lower limit is above its upper limit' },
  bulk_refused: { status: 400, title: 'Some of the orders are not valid, so none was placed' },
  setup_refused: { status: 400, title: 'Some of the set-up is not possible, so nothing was changed' },
  path_template_invalid: { status: 400, title: 'The path template is not possible' },
  destination_refused: { status: 400, title: 'The destination cannot be sent to' },
  destination_unknown: { status: 400, title: 'The contract has no such destination' },
  url_refused: { status: 400, title: 'The address cannot be sent to' },
  unauthorized: { status: 401, title: 'Unauthorized' },
  contract_required: { status: 401, title: 'Unauthorized: the contract header is missing' },
  sign_in_refused: { status: 401, title: 'The e-mail address and the password do not belong together' },
  second_factor_refused: { status: 401, title: 'The code was not accepted' },
  passkey_refused: { status: 401, title: 'The passkey was not accepted' },
  challenge_expired: { status: 401, title: 'This step of signing in is over: begin anew' },
  invalid_client: { status: 401, title: 'The client credentials are not valid' },
  invalid_scope: { status: 400, title: 'The credential cannot have a token with this scope' },
  unsupported_grant_type: { status: 400, title: 'Only the client_credentials grant is supported' },
  budget_exceeded: { status: 402, title: 'The order goes beyond the budget of the contract' },
  spend_cap_exceeded: { status: 402, title: 'The order goes beyond the spend cap of the credential' },
  contract_forbidden: { status: 403, title: 'The credential does not give access to this contract' },
  signature_invalid: { status: 401, title: 'The signature of the request is not valid' },
  insufficient_scope: { status: 403, title: 'The credential does not have the scope for this' },
  scopes_exceeded: { status: 403, title: 'A credential gives no scopes that it does not have' },
  expiry_exceeded: { status: 403, title: 'A credential does not outlive the one that made it' },
  area_restricted: { status: 403, title: 'The area is restricted: it cannot be ordered' },
  contract_suspended: { status: 403, title: 'The contract is suspended: nothing new can be ordered' },
  contract_ended: { status: 403, title: 'The contract has ended: nothing new can be ordered' },
  credential_forbidden: { status: 403, title: 'The credential was made by somebody else' },
  spend_cap_fixed: { status: 403, title: 'The spend cap was set by somebody else' },
  credential_capped: { status: 403, title: 'A credential with a spend cap manages no credentials' },
  role_forbidden: { status: 403, title: 'The credential does not have the role for this' },
  not_entitled: { status: 403, title: 'The contract does not include downloads from the archive' },
  cross_site_refused: { status: 403, title: 'A page of another site cannot use a session' },
  second_factor_required: {
    status: 403,
    title: 'This needs somebody who has signed in with a second factor',
  },
  passwords_off: { status: 403, title: 'People do not sign in with a password here' },
  sign_on_stale: { status: 403, title: 'The sign-in was not begun in this browser, or is over' },
  sign_on_refused: { status: 403, title: 'The provider of identities has not signed anybody in' },
  sign_on_unknown: { status: 403, title: 'The identity belongs to no account here' },
  sign_in_too_old: { status: 403, title: 'This needs somebody who has just signed in' },
  link_invalid: { status: 403, title: 'The signature of the link is not valid' },
  not_found: { status: 404, title: 'Not found' },
  not_acceptable: { status: 406, title: 'None of the media types that the client accepts is there' },
  method_not_allowed: { status: 405, title: 'The path exists, but not with this method' },
  request_timeout: { status: 408, title: 'The request did not arrive as a whole in time' },
  last_way_in: { status: 409, title: 'Nobody could sign in to the account without it' },
  illegal_transition: { status: 409, title: 'The state does not allow this action' },
  cancellation_rejected: { status: 409, title: 'The cancellation was rejected' },
  item_exists: { status: 409, title: 'The collection has an item with this id' },
  managed_elsewhere: { status: 409, title: 'The order is managed by another system' },
  idempotency_conflict: { status: 409, title: 'The Idempotency-Key was used for another request' },
  client_reference_taken: { status: 409, title: 'Another order of the contract has this client_reference' },
  opportunity_gone: { status: 409, title: 'The opportunity cannot be had any more' },
  opportunity_unknown: { status: 400, title: 'The contract has no such opportunity' },
  opportunity_mismatch: { status: 400, title: 'The opportunity is for another order' },
  pass_taken: { status: 409, title: 'The pass that the order is for is taken by other orders' },
  too_many_open_captures: { status: 409, title: 'The contract has as many open captures as it may have' },
  quota_exceeded: { status: 409, title: 'The order goes beyond a quota of the contract' },
  budget_in_use: { status: 409, title: 'The budget that is to be taken back is held or consumed' },
  rejection_exists: { status: 409, title: 'The deliverable has been rejected before' },
  quote_not_usable: { status: 409, title: 'The quote is used, expired, or for another order' },
  provider_in_use: { status: 409, title: 'Captures are from this provider' },
  secret_not_ours: { status: 409, title: 'The secret of the provider is not made here' },
  name_taken: { status: 409, title: 'Another has this name or id' },
  project_name_taken: { status: 409, title: 'Another project of the contract has this name' },
  project_in_use: { status: 409, title: 'Orders or areas belong to the project' },
  webhook_limit_reached: { status: 409, title: 'The contract has as many webhooks as it may have' },
  webhook_secrets_reached: { status: 409, title: 'The webhook has as many valid secrets as it may have' },
  digest_exists: { status: 409, title: 'The address has a digest of the contract already' },
  digest_limit_reached: { status: 409, title: 'The contract has as many digests as it may have' },
  mail_not_set_up: { status: 409, title: 'This server sends no mail' },
  destination_name_taken: { status: 409, title: 'Another destination of the contract has this name' },
  area_limit_reached: { status: 409, title: 'There are as many areas as there may be' },
  destination_limit_reached: { status: 409, title: 'The contract has as many destinations as it may have' },
  nothing_to_deliver: { status: 409, title: 'The deliverable has no files to send' },
  delivery_path_taken: {
    status: 409,
    title: 'Files of another deliverable have these paths at the destination',
  },
  delivery_open: {
    status: 409,
    title: 'Another delivery of the deliverable to the destination is under way',
  },
  credential_secrets_reached: { status: 409, title: 'The credential has two valid secrets' },
  passkeys_unavailable: { status: 409, title: 'This server cannot have passkeys' },
  passkey_limit_reached: { status: 409, title: 'The account has as many passkeys as it may have' },
  authenticator_exists: { status: 409, title: 'The account has an authenticator already' },
  token_issuer_not_set_up: { status: 409, title: 'This server takes no tokens of another issuer' },
  sign_on_not_set_up: { status: 409, title: 'This server has no provider of identities' },
  identity_taken: { status: 409, title: 'The identity, or the account, is connected with another' },
  account_exists: { status: 409, title: 'Somebody has an account already' },
  credential_in_use: { status: 409, title: 'An operator cannot revoke the credential that asks' },
  invoice_not_possible: { status: 409, title: 'The statement cannot be told as an electronic invoice' },
  statement_not_due: { status: 409, title: 'The month cannot be closed yet' },
  task_answered: { status: 409, title: 'The task was answered before with something else' },
  report_conflict: { status: 409, title: 'The report id was used before with another body' },
  analysis_expired: { status: 410, title: 'The analysis is more than 24 hours old' },
  files_withdrawn: {
    status: 410,
    title: 'The product was rejected and refunded, so its files are given no more',
  },
  link_expired: { status: 410, title: 'The link has expired' },
  precondition_failed: { status: 412, title: 'The resource has changed since it was read' },
  too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The media type is not supported' },
  range_not_satisfiable: { status: 416, title: 'The file has no such range' },
  raster_not_drawable: { status: 422, title: 'The raster cannot be drawn as tiles' },
  headers_too_large: { status: 431, title: 'The headers of the request are too large' },
  too_many_requests: { status: 429, title: 'Too many requests of this credential' },
  too_many_from_address: { status: 429, title: 'Too many requests from this address' },
  too_many_wrong_secrets: { status: 429, title: 'Too many wrong secrets' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  provider_unreachable: { status: 503, title: 'The provider could not be asked' },
  identity_provider_unreachable: { status: 503, title: 'The provider of identities could not be asked' },
  not_ready: { status: 503, title: 'The service is not ready' },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorCode = keyof typeof errors

/** One thing that is wrong with a request: where (JSON pointer into the body, or `?name`), and why. */
export interface Problem {
  pointer: string
  code: string
  message: string
}

/** The only error that our code throws on purpose. `detail` is for the user, `cause` for the log. */
export class SwathError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly problems: readonly Problem[]
  readonly extra: Readonly<Record<string, unknown>>
  /** The cause of this error is recorded and stays; asking again would not change it. */
  readonly is_settled: boolean

  constructor(
    code: ErrorCode,
    detail: string,
    more: {
      problems?: readonly Problem[]
      extra?: Record<string, unknown>
      cause?: unknown
      is_settled?: boolean
    } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'SwathError'
    this.code = code
    this.status = errors[code].status
    this.problems = more.problems ?? []
    this.extra = more.extra ?? {}
    this.is_settled = more.is_settled ?? false
  }
}
