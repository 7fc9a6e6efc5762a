import type { RefusalEvent } from '@pgai/domain/refusals/refusal.js';

export const writtenEach = 30;
export const windowMs = 60_000;

type Window = { since: number; until: number; written: number; codes: Record<string, number> };

/**
 * Of each actor so many refusals a minute are written one by one; those beyond are counted, and the count is written when
 * the minute is over. So a flood costs the log a bounded number of events, and none of it goes uncounted.
 */
export class FloodGate {
  private readonly windows = new Map<string, Window>();

  /** Whether this refusal is written by itself; else it is counted. */
  admits(actor: string, code: string, now: number): boolean {
    const window = this.windowOf(actor, now);
    if (window.written >= writtenEach) {
      this.count(actor, code, now);
      return false;
    }
    window.written++;
    return true;
  }

  count(actor: string, code: string, now: number) {
    const window = this.windowOf(actor, now);
    window.until = now;
    window.codes[code] = (window.codes[code] ?? 0) + 1;
  }

  /** The counts of all windows that are over, or of all there are; they begin anew. */
  counted(now: number, all = false): { actor: string; event: RefusalEvent }[] {
    const over = [...this.windows].filter(([, { since }]) => all || now - since >= windowMs);
    return over.flatMap(([actor, { since, until, codes }]) => {
      this.windows.delete(actor);
      const count = Object.values(codes).reduce((sum, n) => sum + n, 0);
      if (count === 0) return [];
      const [from, to] = [new Date(since).toISOString(), new Date(until).toISOString()];
      return { actor, event: { type: 'CommandsRefused', data: { count, from, to, codes } } };
    });
  }

  private windowOf(actor: string, now: number) {
    const window = this.windows.get(actor) ?? { since: now, until: now, written: 0, codes: {} };
    this.windows.set(actor, window);
    return window;
  }
}
