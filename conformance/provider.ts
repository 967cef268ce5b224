// npm run conformance -- provider URL: plays every story of the provider protocol against an implementation, and tells in
// words what it does wrong. SWATH_SECRET is what the provider shares with us, SWATH_KEYID its name, and REPORTS_PORT the
// port of this machine to which it reports as if it were Swath (for the simulator: SIMULATOR_SWATH_URL).
import { playStories } from './provider/play.ts'

export async function runProvider(url: string | undefined): Promise<boolean> {
  const { SWATH_SECRET: secret, SWATH_KEYID: keyid = 'simulator', REPORTS_PORT: port = '8080' } = process.env
  if (!url || !secret) {
    console.log('Usage: SWATH_SECRET=... npm run conformance -- provider http://127.0.0.1:8090')
    return false
  }
  const results = await playStories({ url, secret, keyid, reports_port: Number(port) })
  for (const { story, faults } of results) {
    console.log(`${faults.length === 0 ? '✔' : '✖'} ${story}`)
    for (const fault of faults) console.log(`    ${fault}`)
  }
  return results.every(({ faults }) => faults.length === 0)
}
