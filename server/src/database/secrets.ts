import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { CannotStart } from '../platform/cannot-start.ts'
import type { Columns } from './columns.ts'
import type { Database, Transaction } from './db.ts'

/** 32 bytes, in base64. */
export interface EncryptionKeys {
  current: string | undefined
  /** Former keys; only to read what they wrote. */
  old: readonly string[]
}

type Anew = (text: string, place: string) => Promise<string>

const algorithm = 'aes-256-gcm'

/**
 * Keeps secrets of customers encrypted at rest (AES-256-GCM). Each text names its key, so that keys can be
 * changed, and holds only in its own place: what belongs to one row cannot be read as another's.
 */
export class Secrets {
  #load: () => Promise<Key[]>
  #keys: Promise<Key[]> | undefined

  /** @param folder where a key is made and kept when none is configured */
  constructor({ current, old }: EncryptionKeys, folder: string) {
    this.#load = async () => [current ?? (await keptKey(folder)), ...old].map(keyOf)
  }

  /** @param place what the secret belongs to, such as the id of its row */
  async encrypt(secret: string, place: string): Promise<string> {
    const key = (await this.#all())[0]!
    const iv = randomBytes(12)
    const cipher = createCipheriv(algorithm, key.bytes, iv).setAAD(Buffer.from(place))
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
    const parts = [iv, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))
    return [`v1.${key.key_id}`, ...parts].join('.')
  }

  async decrypt(encrypted: string, place: string): Promise<string> {
    const [, key_id, ...parts] = encrypted.split('.')
    const key = (await this.#all()).find((one) => one.key_id === key_id)
    if (!key)
      throw new Error(`The encryption key ${key_id} is neither in SWATH_ENCRYPTION_KEY nor among the old`)
    const [iv, text, tag] = parts.map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer, Buffer]
    const decipher = createDecipheriv(algorithm, key.bytes, iv, { authTagLength: 16 })
    decipher.setAAD(Buffer.from(place)).setAuthTag(tag)
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
  }

  /** A signature that nobody can make who has only the database. It names its key. */
  async sign(text: string): Promise<string> {
    return signatureOf((await this.#all())[0]!, text)
  }

  /** Whether the current key, or one of the old, has signed it. */
  async hasSigned(text: string, signature: string): Promise<boolean> {
    const given = Buffer.from(signature)
    return (await this.#all()).some((key) => {
      const expected = Buffer.from(signatureOf(key, text))
      return given.length === expected.length && timingSafeEqual(given, expected)
    })
  }

  /** Keys for one purpose alone, the current first: whoever has one of them has no other. */
  async derive(purpose: string): Promise<Buffer[]> {
    return (await this.#all()).map((key) => derived(key, purpose))
  }

  /** The beginning of everything that the current key wrote. */
  async currentPrefix(): Promise<string> {
    return `v1.${(await this.#all())[0]!.key_id}.`
  }

  /**
   * Encrypts with the current key what former ones wrote, after a change of key.
   * @param find locks some rows of which a secret does not begin with the current prefix
   * @param rewrite stores the secrets of a row again, each as `anew` gives it for its place
   */
  async encryptAnew<Row>(
    db: Database,
    find: (tx: Transaction, prefix: string) => Promise<readonly Row[]>,
    rewrite: (tx: Transaction, row: Row, anew: Anew) => Promise<void>,
  ): Promise<void> {
    const prefix = await this.currentPrefix()
    const anew: Anew = async (text, place) => this.encrypt(await this.decrypt(text, place), place)
    const rewriteSome = async (tx: Transaction) => {
      const rows = await find(tx, prefix)
      for (const row of rows) await rewrite(tx, row, anew)
      return rows.length > 0
    }
    let has_more = true
    while (has_more) has_more = await db.system(rewriteSome)
  }

  /**
   * The database keeps which key its secrets are encrypted with. A former key may be followed by the present one.
   * @throws CannotStart where this process has neither: it would answer with errors to whatever needs a secret
   */
  async compareWith(db: Database): Promise<void> {
    const [current, ...old] = (await this.#all()).map(({ key_id }) => key_id)
    const known = await db.system((tx) =>
      tx.one(sql<Columns<'encryption_key', 'key_id'>>`
        insert into encryption_key as known (key_id) values (${current})
        on conflict (is_only) do update
          set key_id = case when known.key_id = any(${old}::text[]) then excluded.key_id else known.key_id end
        returning key_id`),
    )
    if (known.key_id !== current) throw new CannotStart(differentKey(known.key_id, current!))
  }

  #all() {
    this.#keys ??= this.#load()
    return this.#keys
  }
}

function differentKey(known: string, own: string): string {
  return `The secrets in the database are encrypted with the key ${known}, and this process has the key ${own}. All processes
of an installation need the same SWATH_ENCRYPTION_KEY, or, where it is not set, the same shared folder as SWATH_DATA_DIR,
which also has the files. After a change of key, SWATH_ENCRYPTION_KEYS_OLD names the former one.`
}

interface Key {
  key_id: string
  bytes: Buffer
}

/** A key that encrypts does nothing else. */
const derived = ({ bytes }: Key, purpose: string) => Buffer.from(hkdfSync('sha256', bytes, '', purpose, 32))

function signatureOf(key: Key, text: string): string {
  const signing = derived(key, 'swath signatures')
  return `v1.${key.key_id}.${createHmac('sha256', signing).update(text).digest('base64url')}`
}

function keyOf(base64: string): Key {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== 32) throw new Error('An encryption key is 32 bytes in base64')
  return { key_id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes }
}

/** For the sandbox: made at the first use, and for its user alone. */
async function keptKey(folder: string): Promise<string> {
  const file = path.join(folder, 'encryption.key')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return known.trim()
  await mkdir(folder, { recursive: true })
  // Several processes that start at once must all end up with one key: only one can give the file its name.
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  await link(draft, file).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
  return (await readFile(file, 'utf8')).trim()
}
