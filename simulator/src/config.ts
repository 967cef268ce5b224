import { z } from 'zod'

/** Every setting of the simulator, read once from the environment; each is described in `.env.example`. */
const Settings = z.object({
  SIMULATOR_HOST: z.string().default('127.0.0.1'),
  SIMULATOR_PORT: z.coerce.number().int().min(1).max(65535).default(8090),
  SIMULATOR_DATA_DIR: z.string().default('data/simulator'),
  SIMULATOR_SPEED: z.coerce.number().positive().default(3600),
  SIMULATOR_SEED: z.string().default('swath'),
  SIMULATOR_GSD_M: z.coerce.number().positive().default(10),
  SIMULATOR_SWATH_URL: z.url().default('http://127.0.0.1:8080'),
  SIMULATOR_SECRET: z.string().default(''),
  SIMULATOR_ARCHIVE_ITEMS: z.coerce.number().int().min(0).max(100_000).default(0),
  SIMULATOR_ARCHIVE_CLIENT_ID: z.string().default('operator'),
  SIMULATOR_ARCHIVE_CLIENT_SECRET: z.string().default(''),
})

export const setting_names = Object.keys(Settings.shape)

export function readConfig(env: NodeJS.ProcessEnv) {
  const parsed = Settings.safeParse(env)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(
    `The configuration of the simulator is not valid:\n${problems.join('\n')}\nSee .env.example.`,
  )
}
