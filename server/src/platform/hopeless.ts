/** What a job throws that would fail again however often it is tried. */
export class Hopeless extends Error {}
