/** The ways in which one may sign in. */
export type SignIn =
  | { client_id: string; client_secret: string }
  /** Asked before every request, so it should remember; `is_refused` when the last token was not taken. */
  | { access_token: (is_refused: boolean) => string | Promise<string> }
  /** A page of Swath itself, whose browser has signed in: its cookie goes along. */
  | { browser: { onEnd(): void } }

export interface ConnectionOptions {
  /** The address of Swath, such as `https://swath.example.com`. */
  url: string
  /**
   * Secrets and tokens may go over `http://`, where others can read them on the way; to this very machine they may
   * always.
   */
  allow_http?: boolean
  /** Absent: the only contract of the credential. */
  contract_id?: string
  /** Ends every request that is under way, and all later ones. */
  signal?: AbortSignal
  retries?: Partial<RetryPolicy>
}

export type Connection = ConnectionOptions & SignIn

/** The number of times, and the pauses, with which a request that may be repeated is repeated. */
export interface RetryPolicy {
  /** Requests in all, the first one included. */
  attempts: number
  /** The pause before the second attempt; each further one is twice as long, each shortened by chance. */
  pause_ms: number
  max_pause_ms: number
  /** A server that wants to be left alone for longer than this is not waited for. */
  max_retry_after_s: number
}

/** The options that any single request may have. */
export interface CallOptions {
  /** Ends this request, with the reason of the signal as the error. */
  signal?: AbortSignal
  /**
   * The key of a request that creates something: the same key again gives the first answer again, for 48 hours. The
   * client makes one for each call; give one of your own to be safe across a crash of your program.
   */
  idempotency_key?: string
}
