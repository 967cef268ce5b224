import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'

/** The address and the credential of one Swath, as `swath login` keeps them. */
export interface Profile {
  url: string
  client_id: string
  client_secret: string
  contract_id?: string
  /** Its secret may go over http://. */
  allow_http?: boolean
}

type Profiles = Record<string, Profile>

/** In the user's own folder for settings, which nobody else can read. */
export function profilesFile(): string {
  const { XDG_CONFIG_HOME, APPDATA } = process.env
  return path.join(XDG_CONFIG_HOME || APPDATA || path.join(homedir(), '.config'), 'swath', 'profiles.json')
}

/** @throws when the file is there and cannot be read */
export async function readProfile(name: string): Promise<Profile | undefined> {
  return (await readProfiles())[name]
}

export async function saveProfile(name: string, profile: Profile): Promise<void> {
  await writeProfiles({ ...(await readProfiles()), [name]: profile })
}

/** @returns whether it was there */
export async function forgetProfile(name: string): Promise<boolean> {
  const { [name]: forgotten, ...others } = await readProfiles()
  if (forgotten) await writeProfiles(others)
  return forgotten !== undefined
}

async function writeProfiles(profiles: Profiles): Promise<void> {
  const file = profilesFile()
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const text = `${JSON.stringify(profiles, null, 2)}\n`
  // It has secrets in it: the mode is right before they are.
  await writeFile(`${file}.new`, '', { mode: 0o600 })
  await chmod(`${file}.new`, 0o600)
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}

async function readProfiles(): Promise<Profiles> {
  const file = profilesFile()
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  try {
    return JSON.parse(text) as Profiles
  } catch {
    throw new Error(`${file} is not JSON; mend it, or remove it and run: swath login`)
  }
}
