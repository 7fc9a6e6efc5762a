import type { NetworkGuard } from './guard.js';
import { openSession, type Session } from './session.js';
import type { PoolSize, Target } from './target.js';
import { TargetError } from './target-error.js';

export type PoolFigures = { active: number; idle: number; waiting: number; max: number };

type Waiter = { give: (session: Session) => void; refuse: (error: Error) => void };
type Idle = { session: Session; since: number };

const idleMs = 300_000;
const waitMs = 5_000;
const waitersPerConnection = 4;
const firstPauseMs = 250;
const longestPauseMs = 10_000;

/**
 * Sessions with one target, at most `max` of them. Who finds them all taken waits in a short line; after a failed connect
 * nobody knocks again until a pause is over that doubles up to 10 s, so that a server that comes back is not run over.
 */
export class TargetPool {
  private idle: Idle[] = [];
  private readonly open = new Set<Session>();
  private opening = 0;
  private line: Waiter[] = [];
  private failures = 0;
  private pause: { until: number; why: TargetError } | undefined;
  private closed = false;
  private reaper: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly target: Target,
    private readonly guard: NetworkGuard,
    private readonly size: PoolSize,
    /** nobody has used it for a while, and nothing of it is open */
    private readonly empty: () => void = () => undefined,
    private readonly random: () => number = Math.random,
  ) {}

  get figures(): PoolFigures {
    const idle = this.idle.length;
    return { active: this.open.size - idle, idle, waiting: this.line.length, max: this.size.max };
  }

  /** @throws TargetError; what `work` throws as it is */
  async with<T>(work: (session: Session) => Promise<T>, { knock = false } = {}): Promise<T> {
    const session = await this.take(knock);
    try {
      return await work(session);
    } finally {
      this.giveBack(session);
    }
  }

  /** Ends idle sessions now and the others when they are given back. */
  close() {
    this.closed = true;
    clearTimeout(this.reaper);
    for (const { session } of this.idle.splice(0)) this.end(session);
    for (const { refuse } of this.line.splice(0)) refuse(closing());
  }

  private async take(knock: boolean): Promise<Session> {
    if (this.closed) throw closing();
    for (let idle = this.idle.pop(); idle; idle = this.idle.pop())
      if (!cut(idle.session)) return idle.session;
    if (this.open.size + this.opening >= this.size.max) return this.wait();
    const { pause } = this;
    if (pause && !knock && pause.until > Date.now()) throw pause.why;
    return this.connect();
  }

  private async connect() {
    this.opening++;
    try {
      const session = await openSession(this.target, this.guard);
      this.open.add(session);
      session.dialled.socket.once('close', () => this.lose(session));
      this.failures = 0;
      this.pause = undefined;
      return session;
    } catch (error) {
      if (error instanceof TargetError) this.rest(error);
      for (const { refuse } of this.line.splice(0)) refuse(error as Error); // nobody else would serve them
      throw error;
    } finally {
      this.opening--;
    }
  }

  private rest(why: TargetError) {
    const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** this.failures++);
    this.pause = { until: Date.now() + longest * (0.5 + this.random() / 2), why };
  }

  private wait(): Promise<Session> {
    if (this.line.length >= this.size.max * waitersPerConnection) throw this.busy();
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        this.line = this.line.filter((other) => other !== waiter);
      };
      const waiter: Waiter = {
        give: (session) => {
          leave();
          resolve(session);
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const timer = setTimeout(() => waiter.refuse(this.busy()), waitMs);
      this.line.push(waiter);
    });
  }

  private giveBack(session: Session) {
    if (!this.open.has(session) || cut(session)) return; // of one that is cut, its end is about to be heard
    if (this.closed) return this.end(session);
    const [next] = this.line;
    if (next) return next.give(session);
    this.idle.push({ session, since: Date.now() });
    this.reap();
  }

  /** Its socket is closed: make room, and open another for who waits first. */
  private lose(session: Session) {
    this.open.delete(session);
    this.idle = this.idle.filter((other) => other.session !== session);
    const [next] = this.line;
    if (next && !this.closed)
      this.connect().then(
        (fresh) => this.serve(fresh),
        () => undefined,
      );
  }

  private serve(session: Session) {
    const [next] = this.line;
    if (next) next.give(session);
    else this.giveBack(session);
  }

  private end(session: Session) {
    this.open.delete(session);
    session.client.end().catch(() => session.dialled.socket.destroy());
  }

  private reap() {
    clearTimeout(this.reaper);
    const spare = this.idle.length - this.size.min;
    const old = this.idle.filter(({ since }, index) => index < spare && since + idleMs <= Date.now());
    this.idle = this.idle.filter((one) => !old.includes(one));
    for (const { session } of old) this.end(session);
    if (this.open.size === 0 && this.opening === 0) return this.empty();
    if (this.idle.length > this.size.min) this.reaper = setTimeout(() => this.reap(), idleMs).unref();
  }

  private busy() {
    const { max } = this.size;
    return new TargetError(
      'connection-busy',
      `All ${max} connections of the pool are in use.`,
      'Try again in a moment, or make the pool larger.',
    );
  }
}

const cut = ({ dialled }: Session) => dialled.socket.destroyed;

const closing = () =>
  new TargetError('connection-lost', 'This connection was changed or ended just now.', 'Try again.');
