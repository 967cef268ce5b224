/** Stops a process at its start, with a sentence for the one who started it. */
export class CannotStart extends Error {}
