/** A job throws this if it would fail again however often it is tried. */
export class Hopeless extends Error {}
