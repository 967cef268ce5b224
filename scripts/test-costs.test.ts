import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { budgetOf, complaintAbout } from './test-budgets.ts'
import { Costs } from './test-costs.ts'

const skip = process.platform !== 'linux' && 'Only Linux tells what other processes take'

const work = `for (let end = 0; end < 3e5; { user: end } = process.cpuUsage()) for (let i = 0; i < 1e6; i++);`
const until_told = `process.stdin.resume()`

/** A process of a test file, and what it has told when it came so far. */
async function started(program: string, costs: Costs) {
  const child = spawn(process.execPath, ['-e', program, '/a.test.ts'], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  costs.look()
  const seconds = costs.of('/a.test.ts')
  child.stdin.end()
  await once(child, 'close')
  return seconds!
}

test('a file costs what its process takes and those below it, which it need not wait for', {
  skip,
}, async () => {
  const below = JSON.stringify(`${work} console.log('done'); ${until_told}`)
  const program = `${work} require('node:child_process').spawn(process.execPath, ['-e', ${below}], { stdio: 'inherit' })`
  const costs = new Costs()
  const seconds = await started(program, costs)
  assert.ok(seconds >= 0.6, `${seconds} s`)
  costs.look()
  assert.equal(costs.of('/a.test.ts'), seconds, 'what has ended is kept')
  assert.equal(costs.of('/b.test.ts'), undefined)
})

test('what begins and ends between two looks counts, if somebody has waited for it', { skip }, async () => {
  const below = JSON.stringify(work)
  const program = `require('node:child_process').execFileSync(process.execPath, ['-e', ${below}]); console.log('done'); ${until_told}`
  const seconds = await started(program, new Costs())
  assert.ok(seconds >= 0.3, `${seconds} s`)
})

test('a file above its budget is named with what can be done, and a slow machine is given more', () => {
  const file = 'scripts/dear.test.ts'
  const budget = budgetOf(file)
  assert.equal(complaintAbout(file, budget - 1, 1), undefined)
  const told = complaintAbout(file, budget + 1, 1)!
  assert.match(told, /dear\.test\.ts takes \d+ s .*budgets\.json/)
  assert.ok(told.includes(`its budget is ${budget} s: `))
  assert.equal(complaintAbout(file, budget + 1, 1.5), undefined)
  const slower = complaintAbout(file, 1.5 * budget + 1, 1.5)!
  assert.ok(slower.includes(`is ${1.5 * budget} s (${budget}, on a machine that takes 1.5 times as long)`))
  // A fast one takes nothing away: how fast it is differs from work to work.
  assert.equal(complaintAbout(file, budget - 1, 0.5), undefined)
})
