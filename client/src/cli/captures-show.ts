import type { Capture } from '@swath/contract/captures'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { facts, isForPeople, minutes, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

export function capturesShowCommand(): Command {
  const command = new Command('show')
    .description('One capture, with what happened to it')
    .argument('<capture_id>', 'id of the capture')
  return withConnection(withOutput(command)).action(show)
}

async function show(capture_id: string, flags: ConnectionFlags & OutputFlags): Promise<void> {
  const swath = await clientOf(flags)
  const capture = await swath.captures.get(capture_id)
  // The document of a capture is what programs want; people want its story as well.
  const events = isForPeople(flags) ? await swath.captures.events(capture_id).all() : []
  const rows = events.map(({ time, type, data }) => [
    minutes(data.occurred_at ?? time),
    type,
    data.reason_code,
    data.message,
  ])
  print(
    flags,
    capture,
    () => `${describeCapture(capture)}\n\n${table(['UTC', 'event', 'reason', 'message'], rows)}`,
  )
}

function describeCapture(capture: Capture): string {
  const { access, acquired_at, cloud_cover_pct } = capture
  return facts({
    capture: capture.capture_id,
    order: capture.order_id,
    part: `${capture.strip}, period ${capture.period}, attempt ${capture.attempt}`,
    state: capture.status,
    reason: capture.reason_code,
    pass: access && `${minutes(access.start)} UTC, ${access.satellite_name}`,
    'off nadir': access?.off_nadir_deg == null ? null : `${access.off_nadir_deg.toFixed(1)} degrees`,
    clouds: cloud_cover_pct === null ? null : `${cloud_cover_pct} %`,
    acquired: acquired_at && `${minutes(acquired_at)} UTC`,
    outcome: capture.outcome_id,
    by: capture.provider,
  })
}
