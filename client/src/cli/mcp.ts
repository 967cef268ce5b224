import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'

const explanation = `
A server of the Model Context Protocol over the standard input and output, for assistants: they search the archive, ask for
feasibility and prices, follow orders, and get links to files. They may order if the credential has a spend cap, which the
server of Swath enforces; a credential without one only looks.`

export function mcpCommand(): Command {
  const command = new Command('mcp')
    .description('Tools for assistants, over the standard input and output (MCP)')
    .addHelpText('after', explanation)
  return withConnection(command).action(async (flags: ConnectionFlags) => {
    // The packages for it take longer to load than any other command runs.
    const { serveTools } = await import('./mcp-server.ts')
    await serveTools(await clientOf(flags))
  })
}
