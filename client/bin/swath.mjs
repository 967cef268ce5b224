#!/usr/bin/env node
// `swath` on the path, as `npm link -w client` puts it there: on the Node that the repository pins, since that of the
// machine may not run TypeScript.
process.argv.splice(2, 0, 'client/src/cli/main.ts')
await import('../../scripts/run.mjs')
