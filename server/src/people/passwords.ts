import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import type { Threads } from '../threads/threads.ts'

/**
 * Each guess costs 32 MiB and a tenth of a second or two. Hashes name what they were made with, so that this may grow.
 */
const cost = { N: 2 ** 15, r: 8, p: 3 }
const key_length = 32

/** Hashes passwords in threads: it computes for long, on purpose. */
export class Passwords {
  /** The operator may have people sign in otherwise. */
  readonly are_on: boolean
  #threads: Threads
  /** The password of nobody: to compare with it takes as long as with somebody's. */
  #of_nobody: Promise<string> | undefined

  constructor(threads: Threads, are_on: boolean) {
    this.#threads = threads
    this.are_on = are_on
  }

  /** @throws SwathError `passwords_off` */
  requireOn() {
    if (this.are_on) return
    throw new SwathError(
      'passwords_off',
      'Sign in by the provider of identities; the operator has switched passwords off',
    )
  }

  /** @throws SwathError `passwords_off` */
  async hash(password: string): Promise<string> {
    this.requireOn()
    return this.#threads.run(import.meta.url, hashPassword, password)
  }

  /** @param hash null where there is none, which nobody can tell by the time that it takes */
  async fits(password: string, hash: string | null): Promise<boolean> {
    this.#of_nobody ??= this.hash(randomBytes(16).toString('hex'))
    const fits = await this.#threads.run(import.meta.url, comparePassword, {
      password,
      hash: hash ?? (await this.#of_nobody),
    })
    return fits && hash !== null
  }
}

/** @inThread */
export function hashPassword(password: string): string {
  const salt = randomBytes(16)
  const { N, r, p } = cost
  return ['scrypt', N, r, p, salt.toString('base64url'), derive(password, salt, cost)].join('$')
}

/** @inThread */
export function comparePassword({ password, hash }: { password: string; hash: string }): boolean {
  const [, N, r, p, salt = '', expected = ''] = hash.split('$')
  const key = derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) })
  return key.length === expected.length && timingSafeEqual(Buffer.from(key), Buffer.from(expected))
}

/** One text may be written in several ways in Unicode, and keyboards differ. */
function derive(password: string, salt: Buffer, { N, r, p }: typeof cost): string {
  const options = { N, r, p, maxmem: 256 * N * r }
  return scryptSync(password.normalize('NFKC'), salt, key_length, options).toString('base64url')
}
