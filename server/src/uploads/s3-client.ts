import type * as S3 from '@aws-sdk/client-s3'
import type { CredentialsOf, DestinationReason, DestinationSettings } from '@swath/contract/destination-kinds'
import type { DestinationError, DestinationHost } from './destination.ts'
import { reasonOfStatus, toDestinationError } from './failures.ts'

/** The SDK is loaded with the first bucket: it takes half a second, which not every process needs. */
export interface S3Session {
  sdk: typeof S3
  client: S3.S3Client
  close(): void
}

export async function openS3Client(
  settings: Extract<DestinationSettings, { kind: 's3' }>,
  credentials: CredentialsOf<'s3'> | null,
  { outbound, timeout_ms, contract_id }: DestinationHost,
): Promise<S3Session> {
  const sdk = await import('@aws-sdk/client-s3')
  const agents = outbound.agents(timeout_ms)
  const requestHandler = { httpAgent: agents.http, httpsAgent: agents.https, socketTimeout: timeout_ms }
  const client = new sdk.S3Client({
    region: settings.region,
    ...(settings.endpoint === undefined ? {} : { endpoint: outbound.check(settings.endpoint).href }),
    forcePathStyle: settings.path_style,
    requestHandler,
    maxAttempts: 2,
    // With it, a part whose connection is lost is waited for for six seconds.
    expectContinueHeader: false,
    // The SHA-256 of each part is given by hand; stores that do not know the SDK's newer default refuse it.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(await identityOf(settings, credentials, contract_id)),
  })
  const close = () => {
    client.destroy()
    agents.http.destroy()
    agents.https.destroy()
  }
  return { sdk, client, close }
}

async function identityOf(
  { role_arn, region }: Extract<DestinationSettings, { kind: 's3' }>,
  given: CredentialsOf<'s3'> | null,
  contract_id: string,
): Promise<Pick<S3.S3ClientConfig, 'credentials'>> {
  if (given !== null) {
    const { access_key_id, secret_access_key, session_token } = given
    const session = session_token === undefined ? {} : { sessionToken: session_token }
    return { credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key, ...session } }
  }
  if (role_arn === undefined) return {}
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers')
  const params = { RoleArn: role_arn, ExternalId: contract_id, RoleSessionName: 'swath-delivery' }
  return { credentials: fromTemporaryCredentials({ params, clientConfig: { region } }) }
}

const names: Readonly<Record<string, DestinationReason>> = {
  TimeoutError: 'TIMEOUT',
  AbortError: 'INTERRUPTED',
  BadDigest: 'CHECKSUM_MISMATCH',
  InvalidDigest: 'CHECKSUM_MISMATCH',
  XAmzContentSHA256Mismatch: 'CHECKSUM_MISMATCH',
  QuotaExceeded: 'NO_SPACE',
  InsufficientStorage: 'NO_SPACE',
  XMinioStorageFull: 'NO_SPACE',
  EntityTooLarge: 'INVALID_SETTINGS',
  NoSuchBucket: 'NOT_FOUND',
  NoSuchUpload: 'INTERRUPTED',
  SlowDown: 'THROTTLED',
  RequestTimeout: 'TIMEOUT',
  CredentialsProviderError: 'ACCESS_DENIED',
}

/** @param error of the SDK */
export function toS3Error(error: unknown, what: string): DestinationError {
  return toDestinationError(error, what, (one) => {
    const { code, $metadata: { httpStatusCode } = {} } = one as { code?: string } & S3.S3ServiceException
    // A time-out of the SDK may be a lost connection: its code says which.
    if (one.name === 'TimeoutError' && code !== undefined) return undefined
    return names[one.name] ?? (httpStatusCode === undefined ? undefined : reasonOfStatus(httpStatusCode))
  })
}
