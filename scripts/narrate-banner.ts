import { demo_contracts } from '../server/src/contracts/demo.ts'
import { accent, bold, dim, good } from './narrate.ts'

export interface Running {
  url: string
  secret: string
  speed: number
  /** The folder that keeps everything, as people would write it. */
  folder: string
  started_in: string
}

/** The text that `npm start` leaves on the screen. */
export function banner({ url, secret, speed, folder, started_in }: Running): string {
  const sky = speed === 1 ? 'in real time' : `${speed} times faster than the clock`
  return `
  ${good('●')} ${bold('Swath is running')}  ${dim(`started in ${started_in}`)}

    ${dim('Console')}   ${accent(`${url}/console/`)}
    ${dim('API')}       ${accent(url)}
    ${dim('Docs')}      ${accent(`${url}/docs`)}
    ${dim('Sky')}       simulated satellites on real orbits, ${sky}
    ${dim('Clients')}   demo        ${demo_contracts.demo}
              demo-two    ${demo_contracts['demo-two']}
              operator    ${dim('runs the platform, has no contract')}
    ${dim('Secret')}    ${secret}  ${dim('of all three')}

${commands(url, secret)}

  ${dim('Ctrl-C stops; what is stored stays in')} ${folder}
`
}

/** They begin in the first column: many shells leave indented lines out of their history. */
function commands(url: string, secret: string): string {
  const headers = `-H "authorizationToken: Bearer $TOKEN" -H "$CONTRACT"`
  return [
    bold('  Copy these into another terminal, one after the other'),
    '',
    dim('# 1. Sign in: a token, valid for a day'),
    `SWATH_URL=${url} SWATH_SECRET=${secret}`,
    `CONTRACT='X-Satellogic-Contract-Id: ${demo_contracts.demo}'`,
    `TOKEN=$(curl -sS $SWATH_URL/oauth/token -H 'content-type: application/json' \\`,
    `  -d '{"grant_type":"client_credentials","client_id":"demo","client_secret":"'$SWATH_SECRET'"}' \\`,
    `  | node -p 'JSON.parse(fs.readFileSync(0)).access_token')`,
    '',
    dim('# 2. Order an image of Paris'),
    `curl -sS $SWATH_URL/v2/orders/ ${headers} \\`,
    `  -H 'content-type: application/json' -d '{"type":"Feature",`,
    `    "geometry":{"type":"Point","coordinates":[2.35,48.85]},`,
    `    "properties":{"order_name":"Paris","sku":"TSKPOI-M"}}' \\`,
    `  | node -p 'const o = JSON.parse(fs.readFileSync(0)); o.message ?? "Order " + o.id + " is placed"'`,
    '',
    dim('# 3. Watch it; repeat until it is closed'),
    `curl -sS $SWATH_URL/v2/orders/ ${headers} \\`,
    `  | node -p 'JSON.parse(fs.readFileSync(0)).features.map(({ properties: p }) => [p.order_id,`,
    `    p.order_name, p.outcome ?? p.status, p.status_report.message].join("  ")).join("\\n")'`,
  ].join('\n')
}
