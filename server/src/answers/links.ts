/**
 * Stored documents hold links to this server, whose address may change between storing and serving. They are
 * kept with a mark of no meaning elsewhere, and the route puts the address in when it answers.
 */
const mark = 'swath-link:'

export function absolute(path: string): string {
  return mark + path
}

export function withLinks(document: string, public_url: string): string {
  return document.replaceAll(`"${mark}/`, `"${public_url}/`)
}

/**
 * The address of a delivered file: published clients look for the scene behind `/deliverables/`, and for the file at
 * the end.
 */
export function deliveredFile(scene_id: string | null, deliverable_id: string, file_name: string): string {
  const parts = [scene_id ?? deliverable_id, deliverable_id, file_name]
  return `/assets/deliverables/${parts.map(encodeURIComponent).join('/')}`
}
