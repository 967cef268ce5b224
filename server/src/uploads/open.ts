import type {
  CredentialsOf,
  DestinationCredentials,
  DestinationSettings,
} from '@swath/contract/destination-kinds'
import { problemOfCredentials } from '@swath/contract/destination-kinds'
import { AzureBlobDestination } from './azure-blob.ts'
import { DestinationError, type DestinationHost, type OpenDestination } from './destination.ts'
import { FolderDestination } from './folder.ts'
import { GcsDestination } from './gcs.ts'
import { HttpsPutDestination } from './https-put.ts'
import { S3Destination } from './s3.ts'
import { SftpDestination } from './sftp.ts'

/**
 * Nothing is connected to before the first call.
 * @throws DestinationError INVALID_SETTINGS, ADDRESS_REFUSED
 */
export function openDestination(
  settings: DestinationSettings,
  credentials: DestinationCredentials | null,
  host: DestinationHost,
): OpenDestination {
  const problem = problemOfCredentials(settings, credentials)
  if (problem !== null) throw new DestinationError('INVALID_SETTINGS', problem)
  switch (settings.kind) {
    case 's3':
      return new S3Destination(settings, credentials as CredentialsOf<'s3'> | null, host)
    case 'azure_blob':
      return new AzureBlobDestination(settings, credentials as CredentialsOf<'azure_blob'> | null, host)
    case 'folder':
      return new FolderDestination(settings, host.root_folder)
    case 'sftp':
      return new SftpDestination(settings, credentials as CredentialsOf<'sftp'>, host)
    case 'gcs':
      return new GcsDestination(settings, credentials as CredentialsOf<'gcs'> | null, host)
    case 'https_put':
      return new HttpsPutDestination(settings, credentials as CredentialsOf<'https_put'> | null, host)
  }
}
