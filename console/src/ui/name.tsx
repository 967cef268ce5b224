/** A name that somebody has given: whatever its letters and their direction are, nothing around it moves. */
export function Name({ children }: { children: string }) {
  return (
    <bdi className="name" title={children}>
      {children}
    </bdi>
  )
}
