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
