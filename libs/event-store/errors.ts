/** Somebody else appended first: the stream is not at the expected revision. */
export class WrongRevision extends Error {
  constructor(
    readonly stream: string,
    readonly expected: bigint | 'any',
    /** -1n: there is no such stream */
    readonly actual: bigint,
  ) {
    super(`${stream} is at revision ${actual}, expected ${expected}.`);
    this.name = 'WrongRevision';
  }
}

/** The client decided on a revision (If-Match) which is no longer the newest. */
export class StaleRevision extends Error {
  constructor(
    readonly stream: string,
    readonly expected: bigint,
    readonly actual: bigint,
  ) {
    super(`${stream} has moved on to revision ${actual}, the change was meant for revision ${expected}.`);
    this.name = 'StaleRevision';
  }
}

/** Others were faster every time; nothing was written and the same command may be sent again. */
export class LostRace extends Error {
  constructor(
    readonly stream: string,
    cause: unknown,
  ) {
    super(`${stream} changes too fast at the moment.`, { cause });
    this.name = 'LostRace';
  }
}

/** No answer within the time for retries. An append may or may not be in the log: repeat it with the same ids. */
export class StoreUnavailable extends Error {
  constructor(cause: unknown) {
    super('The event store does not answer.', { cause });
    this.name = 'StoreUnavailable';
  }
}
