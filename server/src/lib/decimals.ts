/** The properties of STAC, and of the extensions that items declare, that are measured, and no count and no code. */
const measured =
  /"(?:gsd|eo:(?:cloud|snow)_cover|view:\w+|satl:(?:valid_pixel|shadow_cover|satellite_altitude|exposure_time)|satl-qa:\w+|scale|offset|spatial_resolution|center_wavelength|full_width_half_max|reflectance_scale_factor)":-?\d+(?=[,}])/g
const measured_lists = /"proj:(?:transform|bbox)":\[[^\]]*\]/g
const integer = /(?<![\d.eE+-])-?\d+(?![\d.eE])/g

/**
 * The JSON with a decimal point in every number that is measured: programs that guess the type of a column from the
 * first items read 0.7 as 0 where these have 10. Inside of texts quotes are escaped, so that nothing matches there.
 */
export function withDecimals(json: string): string {
  return json
    .replace(measured, (member) => `${member}.0`)
    .replace(measured_lists, (list) => list.replace(integer, (number) => `${number}.0`))
}
