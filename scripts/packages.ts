// npm run packages: what other projects install, as tarballs in dist/.
import { join } from 'node:path'
import { packCommand } from './command-package.ts'
import { root } from './packed.ts'
import { packClient } from './sdk-package.ts'

console.log(packClient(join(root, 'dist/client')))
console.log(await packCommand(join(root, 'dist/swath')))
