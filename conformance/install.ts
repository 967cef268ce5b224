import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const version = '4.32.5'
const root = path.join(import.meta.dirname, '..')

/** @returns the command; installed from PyPI into a virtual environment of the repository, once per version */
export function installSchemathesis(): string {
  const folder = path.join(root, '.cache', 'conformance-venv')
  const command = path.join(folder, 'bin', 'schemathesis')
  if (existsSync(command) && run(command, ['--version']).includes(version)) return command
  installPython('conformance-venv', [`schemathesis==${version}`])
  return command
}

/** Packages of PyPI in a virtual environment of the repository, installed once. @returns the folder of commands */
export function installPython(name: string, packages: readonly string[]): string {
  const folder = path.join(root, '.cache', name)
  const bin = path.join(folder, 'bin')
  const done = path.join(folder, `${packages.join(' ')}.done`)
  if (existsSync(done)) return bin
  console.log(`Installing ${packages.join(', ')} (once; about half a minute) ...`)
  run('python3', ['-m', 'venv', folder])
  run(path.join(bin, 'pip'), ['install', '--quiet', ...packages])
  writeFileSync(done, '')
  return bin
}

/** A command of npm, with packages beside it, in a folder of the repository, installed once. @returns its script */
export function installNode(name: string, version: string, beside: readonly string[] = []): string {
  const folder = path.join(root, '.cache', [`${name}-${version}`, ...beside].join('+'))
  const script = path.join(folder, 'node_modules', name, 'bin', 'cli.js')
  if (existsSync(script)) return script
  console.log(`Installing ${name} ${version} (once) ...`)
  mkdirSync(folder, { recursive: true })
  const quietly = ['--no-audit', '--no-fund', '--loglevel=error']
  run('npm', ['install', '--prefix', folder, ...quietly, `${name}@${version}`, ...beside])
  return script
}

function run(command: string, args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`)
  return stdout
}
