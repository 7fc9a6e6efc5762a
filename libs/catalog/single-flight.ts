/** Work that many ask for at once is done once: who comes while it is under way gets the same answer. */
export class SingleFlight<Key, Answer> {
  private readonly underWay = new Map<Key, Promise<Answer>>();

  run(key: Key, work: () => Promise<Answer>): Promise<Answer> {
    const joined = this.underWay.get(key);
    if (joined) return joined;
    const started = work().finally(() => this.underWay.delete(key));
    this.underWay.set(key, started);
    return started;
  }
}
