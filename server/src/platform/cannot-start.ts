/** What stops a process at its start, in a sentence for whoever started it. */
export class CannotStart extends Error {}
