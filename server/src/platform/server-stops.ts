import { SwathError } from '@swath/contract/errors'

/** Something was given up because the server is being stopped. That is no fault, and it may be asked again. */
export class ServerStops extends SwathError {
  constructor() {
    super('not_ready', 'The server is being stopped; try again')
  }
}
