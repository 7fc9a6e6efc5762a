import type { NetworkGuard } from './guard.js';
import { type PoolFigures, TargetPool } from './pool.js';
import type { PoolSize, Target } from './target.js';

type Kept = { version: string; pool: Promise<TargetPool> };

/** One pool per connection and process. A new version of a connection gets a new pool; sessions of the old one end. */
export class TargetPools {
  private readonly pools = new Map<string, Kept>();

  constructor(
    private readonly guard: NetworkGuard,
    /** the pool of this connection is no more */
    private readonly ended: (id: string) => void = () => undefined,
  ) {}

  /** `open` finds out how to get in, and is asked once in the life of a pool. */
  async of(id: string, version: string, open: () => Promise<{ target: Target; size: PoolSize }>) {
    const known = this.pools.get(id);
    if (known?.version === version) return known.pool;
    const drop = () => {
      if (this.pools.get(id) === kept) this.forget(id);
    };
    const pool = open().then(({ target, size }) => new TargetPool(target, this.guard, size, drop));
    const kept = { version, pool };
    this.pools.set(id, kept);
    if (known) closeOnce(known.pool);
    pool.catch(drop);
    return pool;
  }

  /** What is in use now, in this process. */
  async figures(id: string): Promise<PoolFigures | undefined> {
    const pool = await this.pools.get(id)?.pool.catch(() => undefined);
    return pool?.figures;
  }

  forget(id: string) {
    const known = this.pools.get(id);
    if (!known) return;
    this.pools.delete(id);
    closeOnce(known.pool);
    this.ended(id);
  }

  close() {
    for (const id of [...this.pools.keys()]) this.forget(id);
  }
}

const closeOnce = (pool: Promise<TargetPool>) =>
  void pool.then(
    (opened) => opened.close(),
    () => undefined,
  );
