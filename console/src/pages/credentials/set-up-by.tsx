/** Names the credential that set something up; with its end it stops. */
export function SetUpBy({ client_id }: { client_id: string | null }) {
  return client_id === null ? (
    'The operator, or before this was kept'
  ) : (
    <span className="code">{client_id}</span>
  )
}
