// Real shells complete commands after they have read what `swath completion` prints.
import assert from 'node:assert/strict'
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { main } from './swath.testing.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'swath-completion-'))
after(() => rmSync(folder, { recursive: true }))
// An installed command, and a folder with a file in it.
const bin = path.join(folder, 'bin')
const command = path.join(bin, 'swath')
mkdirSync(bin)
writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`)
chmodSync(command, 0o755)
writeFileSync(path.join(folder, 'place.kml'), '')

function scriptFor(shell: string): string {
  return execFileSync(command, ['completion', shell], { encoding: 'utf8' })
}

/** Runs these lines in the folder and gives what the shell prints. */
async function run(shell: string, lines: string, args: string[] = []): Promise<string> {
  const env = { ...process.env, HOME: folder, PATH: `${bin}:${process.env.PATH}`, TERM: 'xterm' }
  const { stdout } = await promisify(execFile)(shell, [...args, '-c', lines], {
    cwd: folder,
    env,
    timeout: 60_000,
  })
  return stdout
}

function lacks(shell: string): string | false {
  return spawnSync(shell, ['-c', 'exit 0']).status !== 0 && `${shell} is not installed`
}

test('what may follow is told by the command itself', () => {
  const words = (...typed: string[]) =>
    execFileSync(command, ['completion', 'words', '--', ...typed], { encoding: 'utf8' })
      .trim()
      .split('\n')
  assert.ok(words().includes('orders'))
  assert.deepEqual(words('orders').slice(0, 3), ['create', 'list', 'show'])
  assert.ok(words('orders', 'create').includes('--sku'))
  assert.deepEqual(words('orders', 'list', '--status'), ['received', 'in_progress', 'closed'])
})

test('bash completes commands and values, and files where there are none', async () => {
  const completed = async (...typed: string[]) =>
    (
      await run(
        'bash',
        `${scriptFor('bash')}
         COMP_WORDS=(swath ${typed.join(' ')}); COMP_CWORD=${typed.length}; _swath; echo "\${COMPREPLY[@]}"`,
      )
    ).trim()
  assert.equal(await completed('ord'), 'orders')
  assert.equal(await completed('orders', 'list', '--status', 'clo'), 'closed')
  assert.equal(await completed('feasibility', './pl'), '') // `-o default`: then readline looks for files
})

test('zsh completes them at the first key already', { skip: lacks('zsh') }, async () => {
  writeFileSync(path.join(bin, '_swath'), scriptFor('zsh'))
  // Control-X tells what stands in the line: what zsh draws on a terminal depends on the terminal.
  const out = await run(
    'zsh',
    `zmodload zsh/zpty
     zpty z "PS1= zsh -f -i"
     zpty -w z 'fpath=(${bin} $fpath); autoload -Uz compinit; compinit -u -D'
     zpty -w z 'tell() { print -r -- "<$BUFFER>" }; zle -N tell; bindkey "^X" tell; echo rea''dy'
     zpty -r z line $'*ready\\r\\n*'
     zpty -w -n z $'swath ord\\t\\x18'
     zpty -r z line '*<swath orders >*'
     zpty -w -n z $'list --status clo\\t\\x18'
     zpty -r z line '*list --status closed >*'
     zpty -w -n z $'; swath feasibility ./pl\\t\\x18'
     zpty -r z line '*feasibility ./place.kml >*'
     print done`,
    ['-f'],
  )
  assert.equal(out, 'done\n')
})

test('fish completes them, with files only where it must', { skip: lacks('fish') }, async () => {
  const completed = async (typed: string) =>
    (await run('fish', `${scriptFor('fish')}\ncomplete -C ${JSON.stringify(`swath ${typed}`)}`))
      .trim()
      .split('\n')
  assert.deepEqual(await completed('ord'), ['orders'])
  assert.deepEqual(await completed('orders list --status '), ['closed', 'in_progress', 'received'])
  assert.deepEqual(await completed('feasibility ./pl'), ['./place.kml'])
})
