// npm run conformance -- provider URL: plays every story of the provider protocol against an implementation, and tells in
// words what it does wrong; npm run conformance -- provider pull: against one that fetches its work. SWATH_SECRET is what the
// provider shares with us, SWATH_KEYID its name, and REPORTS_PORT the port of this machine to which it reports as if it were
// Swath (for the simulator: SIMULATOR_SWATH_URL), and from which it fetches its work.
import { playStories } from './provider/play.ts'

export async function runProvider(address: string | undefined): Promise<boolean> {
  const { SWATH_SECRET: secret, SWATH_KEYID: keyid = 'simulator', REPORTS_PORT: port = '8080' } = process.env
  if (!address || !secret) {
    console.log('Usage: SWATH_SECRET=... npm run conformance -- provider http://127.0.0.1:8090')
    console.log('   or: SWATH_SECRET=... npm run conformance -- provider pull')
    return false
  }
  const called = address === 'pull' ? {} : { url: address }
  if (address === 'pull') console.log(`Waiting for ${keyid} to fetch its work from http://127.0.0.1:${port}`)
  const results = await playStories({ ...called, secret, keyid, reports_port: Number(port) })
  for (const { story, faults } of results) {
    console.log(`${faults.length === 0 ? '✔' : '✖'} ${story}`)
    for (const fault of faults) console.log(`    ${fault}`)
  }
  return results.every(({ faults }) => faults.length === 0)
}
