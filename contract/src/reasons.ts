// one list: every reason that an event may carry
/**
 * The closed list of reason codes. A reason says why something ended or was refused; `retried` says whether
 * Swath attempts it again by itself: a capture while the order's window is open, a delivery for three days; `cause`
 * decides the order's outcome when nothing was delivered: the sky leaves an order unfulfilled, anybody else leaves it
 * failed.
 */
interface Reason {
  readonly cause: 'sky' | 'provider' | 'platform' | 'customer' | 'operator'
  readonly retried: boolean
  /** Says what happened, for people. */
  readonly meaning: string
  /** Says what the customer can do about it. */
  readonly advice: string
}

export const reasons = {
  NOT_FEASIBLE: {
    cause: 'sky',
    retried: false,
    meaning: 'The analysis found that no satellite can image the target within the window and the limits.',
    advice: 'Widen the window or the off-nadir and sun-elevation limits, then order again.',
  },
  CANNOT_BE_PLANNED: {
    cause: 'platform',
    retried: false,
    meaning: 'What was ordered cannot be divided into images; nothing is charged.',
    advice: 'Order the area in several smaller ones, or contact support.',
  },
  NOT_IN_ARCHIVE: {
    cause: 'customer',
    retried: false,
    meaning: 'No image in the archive that the contract may see shows this area as it was asked for.',
    advice: 'Search the archive for what there is, widen `datetime` or the geometry, or order new tasking.',
  },
  NO_ACCESS_IN_WINDOW: {
    cause: 'sky',
    retried: false,
    meaning: 'No further access to the target is left in the window.',
    advice: 'Order again with a longer window or wider limits.',
  },
  NO_CAPACITY: {
    cause: 'sky',
    retried: false,
    meaning: 'Every pass over the target within the window and the limits is taken by other orders.',
    advice:
      'Analyse the opportunities, which are the free passes, then order again with a longer window or wider limits.',
  },
  BUMPED_BY_PRIORITY: {
    cause: 'sky',
    retried: true,
    meaning: 'An order of a higher priority class took the pass that was planned for this one.',
    advice:
      'Nothing: another pass is looked for while the window is open. A SKU of a higher class keeps its pass.',
  },
  PRIORITY_CONFLICT: {
    cause: 'sky',
    retried: false,
    meaning:
      'Every pass over the target within the window and the limits is taken, some by orders of a higher priority class.',
    advice: 'Order again with a longer window or wider limits, or by a SKU of a higher class.',
  },
  PLAN_CHANGED: {
    cause: 'provider',
    retried: true,
    meaning: 'The provider planned anew, so that more can be collected.',
    advice: 'Nothing: the capture has another pass, or is attempted again while the window is open.',
  },
  WINDOW_CLOSED: {
    cause: 'sky',
    retried: false,
    meaning: 'The end of the window passed before everything was collected.',
    advice: 'Order the remaining area again with a new window.',
  },
  CLOUD_COVER_EXCEEDED: {
    cause: 'sky',
    retried: true,
    meaning: 'The image was collected, but clouds covered more of it than the limit allows.',
    advice:
      'Nothing: another attempt follows while the window is open. Raise the cloud limit to accept more.',
  },
  QUALITY_CHECK_FAILED: {
    cause: 'provider',
    retried: true,
    meaning: 'The image did not pass quality control.',
    advice: 'Nothing: another attempt follows while the window is open.',
  },
  COLLECTION_MISSED: {
    cause: 'provider',
    retried: true,
    meaning: 'The satellite did not carry out the planned collection.',
    advice: 'Nothing: another attempt follows while the window is open.',
  },
  SATELLITE_ANOMALY: {
    cause: 'provider',
    retried: false,
    meaning: 'The satellites that could serve the order are out of service.',
    advice: 'Contact support; the order is not charged.',
  },
  REFUSED_BY_PROVIDER: {
    cause: 'provider',
    retried: false,
    meaning: 'The provider of the images refused to make them.',
    advice: 'Read the message of the event, or contact support; what was not delivered is not charged.',
  },
  PROCESSING_FAILED: {
    cause: 'provider',
    retried: false,
    meaning: 'The image was collected, but this product could not be made from it.',
    advice: 'Contact support; what was not delivered is not charged.',
  },
  FILES_NOT_RETRIEVABLE: {
    cause: 'platform',
    retried: false,
    meaning: 'The product was announced, but its files could not be fetched whole (size or checksum differ).',
    advice: 'Contact support; what was not delivered is not charged.',
  },
  ALL_DELIVERED: {
    cause: 'provider',
    retried: false,
    meaning: 'Everything that was ordered has been delivered.',
    advice: 'Nothing: download the deliverables.',
  },
  PARTLY_DELIVERED: {
    cause: 'provider',
    retried: false,
    meaning: 'A part of what was ordered has been delivered; nothing more will come.',
    advice:
      'See the captures and deliverables for the reason of each missing part; order the remainder again.',
  },
  CANCELED_BY_CUSTOMER: {
    cause: 'customer',
    retried: false,
    meaning: 'The customer asked for the cancellation.',
    advice: 'Nothing.',
  },
  CANCELLATION_TOO_LATE: {
    cause: 'customer',
    retried: false,
    meaning:
      'The cancellation was refused: each image of this order is being collected, is collected, or is delivered from the archive.',
    advice: 'Wait for the order to close; what is delivered is charged.',
  },
  CANCELLATION_REFUSED_BY_PROVIDER: {
    cause: 'provider',
    retried: false,
    meaning: 'The cancellation was refused: the provider of the images goes on with them.',
    advice: 'Read the message of the event, and ask again later if it says so; what is delivered is charged.',
  },
  REROUTED: {
    cause: 'operator',
    retried: false,
    meaning: 'Another provider makes the image; the attempt follows at once.',
    advice: 'Nothing.',
  },
  WINDOW_SHORTENED: {
    cause: 'customer',
    retried: false,
    meaning: 'The customer moved the end of the window to before this collection.',
    advice: 'Nothing: where time is left, another attempt follows within the new window.',
  },
  BUDGET_EXCEEDED: {
    cause: 'customer',
    retried: false,
    meaning: 'The order may cost more than the budget of the contract has available.',
    advice: 'Wait for the order desk, or ask for a larger budget; GET /v2/balance/ tells what is available.',
  },
  QUOTA_EXCEEDED: {
    cause: 'customer',
    retried: false,
    meaning: 'The order goes beyond a quota of the contract.',
    advice: 'Wait for the order desk, or for the next month; GET /v2/balance/ tells the quotas.',
  },
  AREA_RESTRICTED: {
    cause: 'operator',
    retried: false,
    meaning: 'The order reaches into an area for which it has to be approved.',
    advice: 'Wait for the order desk, or order the area without the part that is restricted.',
  },
  SPENDING_APPROVAL_NEEDED: {
    cause: 'customer',
    retried: false,
    meaning: 'The order costs more than may be spent without an approver of the customer.',
    advice: 'Wait for somebody with the scope approve; GET /v2/approvals/ lists what waits.',
  },
  SPENDING_REFUSED: {
    cause: 'customer',
    retried: false,
    meaning: 'An approver of the customer did not approve the order.',
    advice: 'Read the message of the event, or ask the approver.',
  },
  REFUSED_BY_OPERATOR: {
    cause: 'operator',
    retried: false,
    meaning: 'The order desk did not approve the order.',
    advice: 'Read the message of the event, or contact support.',
  },
  REJECTED_BY_CUSTOMER: {
    cause: 'customer',
    retried: false,
    meaning: 'The customer rejected the product.',
    advice: 'See `rejection` of the deliverable for its state.',
  },
  REJECTION_DENIED: {
    cause: 'operator',
    retried: false,
    meaning: 'The order desk found that the product is as it was ordered; it stays charged.',
    advice: 'Read the message of the event, or contact support.',
  },
  CREDITED_BY_OPERATOR: {
    cause: 'operator',
    retried: false,
    meaning: 'An operator gave back a part of the charge.',
    advice: 'Nothing.',
  },
  ORDER_CLOSED: {
    cause: 'platform',
    retried: false,
    meaning: 'The order that this belonged to has closed.',
    advice: 'See the order for its outcome.',
  },
  FAILED_ELSEWHERE: {
    cause: 'provider',
    retried: false,
    meaning: 'The system that the order comes from reports that it failed.',
    advice: 'Read the message of the event, or ask the operator of that system.',
  },
  CLOSED_BY_OPERATOR: {
    cause: 'operator',
    retried: false,
    meaning: 'An operator closed the order by hand.',
    advice: 'Read the message of the event, or contact support.',
  },
  DELIVERY_CANCELED_BY_CUSTOMER: {
    cause: 'customer',
    retried: false,
    meaning: 'The customer canceled the delivery.',
    advice: 'Nothing; the files can be downloaded, or be sent again.',
  },
  DESTINATION_REMOVED: {
    cause: 'customer',
    retried: false,
    meaning: 'The destination of the delivery was deleted.',
    advice: 'Send the deliverable to another destination: POST /v2/deliverables/{id}/deliveries.',
  },
  DESTINATION_PATH_TAKEN: {
    cause: 'customer',
    retried: false,
    meaning: 'The path template gives a file of this deliverable the path that a file of another one has.',
    advice: 'Name more in the path template, such as {deliverable_id}, and send the deliverable again.',
  },
  DESTINATION_UNREACHABLE: {
    cause: 'customer',
    retried: true,
    meaning: 'The destination cannot be reached.',
    advice: 'Nothing: attempts go on for three days. Then retry the delivery.',
  },
  DESTINATION_TIMEOUT: {
    cause: 'customer',
    retried: true,
    meaning: 'The destination did not answer in time.',
    advice: 'Nothing: attempts go on for three days. Then retry the delivery.',
  },
  DESTINATION_INTERRUPTED: {
    cause: 'customer',
    retried: true,
    meaning: 'The transfer broke off, or the destination answered with an error; the message has its words.',
    advice: 'Nothing: attempts go on for three days. Then retry the delivery.',
  },
  DESTINATION_THROTTLED: {
    cause: 'customer',
    retried: true,
    meaning: 'The destination asks for fewer requests, or says that it is not available now.',
    advice: 'Nothing: attempts go on for three days. Then retry the delivery.',
  },
  DESTINATION_NO_SPACE: {
    cause: 'customer',
    retried: true,
    meaning: 'The destination has no space left, or its quota is used up.',
    advice: 'Make space; attempts go on for three days. Then retry the delivery.',
  },
  DESTINATION_CHECKSUM_MISMATCH: {
    cause: 'customer',
    retried: true,
    meaning: 'What arrived at the destination is not what was sent: its size or checksum differs.',
    advice: 'Nothing: the file is sent anew. If it stays, look at what changes files there.',
  },
  DESTINATION_ACCESS_DENIED: {
    cause: 'customer',
    retried: true,
    meaning: 'The destination refuses the credentials, or they do not permit to write there.',
    advice:
      'Verify the destination: the answer names the permission that is missing. Then retry the delivery.',
  },
  DESTINATION_NOT_FOUND: {
    cause: 'customer',
    retried: true,
    meaning: 'The bucket, container or folder of the destination does not exist.',
    advice: 'Correct the settings of the destination, and its deliveries go on; retry those that failed.',
  },
  DESTINATION_ADDRESS_REFUSED: {
    cause: 'customer',
    retried: true,
    meaning: 'The address of the destination is one that this server does not talk to.',
    advice: 'Choose a public address, or ask the operator to allow this one.',
  },
  DESTINATION_INVALID_SETTINGS: {
    cause: 'customer',
    retried: true,
    meaning: 'The destination cannot be used with these settings or credentials.',
    advice: 'Correct the settings of the destination, and its deliveries go on; retry those that failed.',
  },
  FILES_NOT_STORED: {
    cause: 'platform',
    retried: true,
    meaning: 'A file of the deliverable could not be read from the storage of this server.',
    advice: 'Contact support.',
  },
} as const satisfies Record<string, Reason>

export type ReasonCode = keyof typeof reasons
export const reason_codes = Object.keys(reasons) as [ReasonCode, ...ReasonCode[]]
