import type { SignedLinks } from '../access/signed-links.ts'
import type { Transactions } from '../archive/transactions.service.ts'
import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { Previews } from './previews.ts'
import { stacRoutes } from './routes.ts'
import { Stac } from './service.ts'
import { transactionRoutes } from './transactions.routes.ts'

interface Needs {
  links: SignedLinks
  transactions: Transactions
}

export function openStac({ config, db, clock }: Parts, { links, transactions }: Needs) {
  const { public_url } = config
  const previews = new Previews(links, clock)
  return {
    routes: (routes: Routes) => {
      stacRoutes(routes, new Stac(db), previews, public_url)
      transactionRoutes(routes, transactions, previews, public_url)
    },
  }
}
