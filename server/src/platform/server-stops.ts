import { SwathError } from '@swath/contract/errors'

/** What the server gave up because somebody stopped it. That is no fault, and another asks again. */
export class ServerStops extends SwathError {
  constructor() {
    super('not_ready', 'The server is being stopped; try again')
  }
}
