// The image that the providers of these tests report: its angles, and a file that nobody fetches.
export const angles = {
  view_azimuth_deg: 100,
  incidence_angle_deg: 6,
  sun_elevation_deg: 30,
  sun_azimuth_deg: 160,
}
export const file = {
  key: 'data',
  file_name: 'a.json',
  href: 'http://127.0.0.1:9/a.json',
  media_type: 'application/json',
  roles: ['data'],
  size_bytes: 2,
  sha256: '0'.repeat(64),
}
