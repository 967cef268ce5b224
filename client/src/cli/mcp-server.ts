import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import type { SwathClient } from '../client.ts'
import { explain } from './failures.ts'
import { lookingTools, orderingTools, type Tool } from './mcp-tools.ts'
import { money } from './output.ts'

/** Serves until the input ends. */
export async function serveTools(swath: SwathClient): Promise<void> {
  const { spending } = await swath.credentials.own()
  const limit = spending
    ? `Orders of this credential are limited to a spend cap; ${money(spending.remaining_minor, spending.currency)} are left until ${spending.until}.`
    : 'This credential has no spend cap, so nothing can be ordered here.'
  const server = new McpServer({ name: 'swath', version: '1' }, { instructions: `${instructions} ${limit}` })
  const tools = spending ? [...lookingTools, ...orderingTools] : lookingTools
  for (const tool of tools) register(server, swath, tool)
  await server.connect(new StdioServerTransport())
}

const instructions =
  'Swath takes orders for satellite images. Before an order: find out what the contract may order (list_products), whether it can be collected (check_feasibility) and what it costs (quote_order), and have the user agree to the price.'

/** In the words of an assistant, which has tools and no commands. */
const hints = {
  sku_not_in_contract: 'Those of the contract: list_products',
  geometry_not_for_sku: 'What each SKU takes: list_products',
  quote_not_usable: 'Ask again with quote_order, and have the user agree to the new price',
  spend_cap_exceeded: 'check_spending tells what is left; the user can have the cap raised',
}

function register(server: McpServer, swath: SwathClient, { name, run, ...about }: Tool) {
  server.registerTool(name, about, async (input: Record<string, unknown>) => {
    try {
      return { content: [{ type: 'text', text: JSON.stringify(await run(swath, input)) }] }
    } catch (error) {
      const code = (error as { code?: unknown }).code
      const text = `${typeof code === 'string' ? `${code}: ` : ''}${explain(error, hints)}`
      return { isError: true, content: [{ type: 'text', text }] }
    }
  })
}
