type Flight<Answer> = { answer: Promise<Answer>; waiting: number; ends: AbortController };

/**
 * Work that many ask for at once is done once: who comes while it is under way gets the same answer. It is told to end
 * when all who wait for it have left.
 */
export class SingleFlight<Key, Answer> {
  private readonly underWay = new Map<Key, Flight<Answer>>();

  run(key: Key, work: (ends: AbortSignal) => Promise<Answer>, leaves?: AbortSignal): Promise<Answer> {
    const joined = this.underWay.get(key);
    const flight = joined && !joined.ends.signal.aborted ? joined : this.start(key, work);
    flight.waiting++;
    const leave = () => {
      flight.waiting--;
      if (flight.waiting === 0) flight.ends.abort();
    };
    if (leaves?.aborted) leave();
    else leaves?.addEventListener('abort', leave, { once: true });
    return flight.answer.finally(() => leaves?.removeEventListener('abort', leave));
  }

  private start(key: Key, work: (ends: AbortSignal) => Promise<Answer>): Flight<Answer> {
    const ends = new AbortController();
    const answer = work(ends.signal).finally(() => {
      if (this.underWay.get(key) === flight) this.underWay.delete(key);
    });
    const flight = { answer, waiting: 0, ends };
    this.underWay.set(key, flight);
    return flight;
  }
}
