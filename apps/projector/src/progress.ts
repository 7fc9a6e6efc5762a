type Waiter = { position: bigint; resolve: () => void; reject: (error: Error) => void };

/** How far a follower has come, in memory: ahead of its checkpoint only by events that do not concern it. */
export class Progress {
  private position = 0n;
  private failure: Error | undefined;
  private waiters: Waiter[] = [];
  private readonly settlement: { promise: Promise<void>; resolve: () => void };

  constructor() {
    let resolve = () => {};
    const promise = new Promise<void>((settled) => {
      resolve = settled;
    });
    this.settlement = { promise, resolve };
  }

  follow(position: bigint) {
    this.failure = undefined;
    this.position = position;
    const reached = this.waiters.filter((waiter) => waiter.position <= position);
    this.waiters = this.waiters.filter((waiter) => waiter.position > position);
    for (const { resolve } of reached) resolve();
  }

  fail(error: Error) {
    this.failure = error;
    for (const { reject } of this.waiters.splice(0)) reject(error);
    this.settle();
  }

  /** It follows, or has failed, or somebody else leads: a start need not wait for it any longer. */
  settle() {
    this.settlement.resolve();
  }

  get settled(): Promise<void> {
    return this.settlement.promise;
  }

  /** @throws what stopped the follower */
  async reached(position: bigint) {
    if (this.failure) throw this.failure;
    if (this.position >= position) return;
    await new Promise<void>((resolve, reject) => this.waiters.push({ position, resolve, reject }));
  }
}
