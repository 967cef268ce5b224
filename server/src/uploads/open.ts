import type { CredentialsOf, DepotCredentials, DepotSettings } from '@swath/contract/depots'
import { problemOfCredentials } from '@swath/contract/depots'
import { AzureBlobDepot } from './azure-blob.ts'
import { type Depot, DepotError, type DepotHost } from './destination.ts'
import { FolderDepot } from './folder.ts'
import { GcsDepot } from './gcs.ts'
import { HttpsPutDepot } from './https-put.ts'
import { S3Depot } from './s3.ts'
import { SftpDepot } from './sftp.ts'

/**
 * Nothing is connected to before the first call.
 * @throws DepotError INVALID_SETTINGS, ADDRESS_REFUSED
 */
export function openDepot(
  settings: DepotSettings,
  credentials: DepotCredentials | null,
  host: DepotHost,
): Depot {
  const problem = problemOfCredentials(settings, credentials)
  if (problem !== null) throw new DepotError('INVALID_SETTINGS', problem)
  switch (settings.kind) {
    case 's3':
      return new S3Depot(settings, credentials as CredentialsOf<'s3'> | null, host)
    case 'azure_blob':
      return new AzureBlobDepot(settings, credentials as CredentialsOf<'azure_blob'> | null, host)
    case 'folder':
      return new FolderDepot(settings, host.root_folder)
    case 'sftp':
      return new SftpDepot(settings, credentials as CredentialsOf<'sftp'>, host)
    case 'gcs':
      return new GcsDepot(settings, credentials as CredentialsOf<'gcs'> | null, host)
    case 'https_put':
      return new HttpsPutDepot(settings, credentials as CredentialsOf<'https_put'> | null, host)
  }
}
