/**
 * Reads ahead of a slower consumer, up to a capacity, so that the consumer takes whatever has gathered: one event while
 * live, hundreds while catching up.
 */
export class Feed<T> {
  private items: T[] = [];
  private ended = false;
  private stopped = false;
  private failure: { error: unknown } | undefined;
  private wakeConsumer = () => {};
  private wakePump = () => {};

  constructor(
    source: AsyncIterable<T>,
    private readonly capacity: number,
  ) {
    void this.pump(source);
  }

  /**
   * At least one item; none when the time is over first; undefined at the end of the source.
   * @throws what the source threw
   */
  async take(max: number, waitMs?: number): Promise<T[] | undefined> {
    if (this.items.length === 0 && !this.ended) await this.arrival(waitMs);
    if (this.items.length > 0) {
      const taken = this.items.splice(0, max);
      this.wakePump();
      return taken;
    }
    if (this.failure) throw this.failure.error;
    return this.ended ? undefined : [];
  }

  /** The consumer takes no more; lets go of the source. */
  stop() {
    this.stopped = true;
    this.wakePump();
  }

  private arrival(waitMs: number | undefined) {
    return new Promise<void>((resolve) => {
      const timer = waitMs === undefined ? undefined : setTimeout(resolve, waitMs);
      this.wakeConsumer = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async pump(source: AsyncIterable<T>) {
    try {
      for await (const item of source) {
        this.items.push(item);
        this.wakeConsumer();
        if (this.items.length >= this.capacity && !this.stopped)
          await new Promise<void>((resolve) => {
            this.wakePump = resolve;
          });
        if (this.stopped) break;
      }
    } catch (error) {
      this.failure = { error };
    }
    this.ended = true;
    this.wakeConsumer();
  }
}
