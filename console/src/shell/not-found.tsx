import { Telescope } from 'lucide-react'
import { LinkButton } from '../ui/link-button.tsx'
import { Empty } from '../ui/states.tsx'

export function NotFound() {
  return (
    <Empty
      icon={Telescope}
      title="There is nothing here"
      action={
        <LinkButton to="/" variant="default">
          To the map
        </LinkButton>
      }
    >
      The address leads to no page of the console.
    </Empty>
  )
}
