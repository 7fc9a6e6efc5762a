import { withBlocks } from './frames.js';
import type { Known } from './known.js';
import { type Scan, scan } from './scan.js';

/** Why somebody is shown the door. */
export type Violation =
  | 'malformed'
  | 'foreign-client'
  | 'clock-jump'
  | 'unknown-reference'
  | 'too-many-clients';

export type Verdict =
  /** what is new in it, and the clients that write here for the first time */
  | { take: Scan; clients: number[] }
  | { nothing: 'new' }
  /** it stands on what is not here yet */
  | { early: true }
  | { violation: Violation };

const longestStep = 4_194_304;
const mostClients = 100;

export type Writer = {
  person: string;
  /** to whom a client belongs; undefined: to nobody yet */
  ownerOf: (client: number) => string | undefined;
  /** Its step 2 has been taken: from here on nothing is missing in between. */
  synced: boolean;
  step2: boolean;
};

/**
 * Whether an update may become part of the document. Its writer's clients go on where they stopped, and it stands on
 * nothing that is not there. So Yjs never has anything to keep for later, and nobody speaks with another one's client.
 */
export function admit(update: Scan, known: Known, { person, ownerOf, synced, step2 }: Writer): Verdict {
  const fresh = update.blocks.filter(({ client, end }) => end > known.clock(client));
  const firsts: number[] = [];
  const early = synced && !step2 ? { violation: 'unknown-reference' as const } : { early: true as const };
  for (const { client, clock, end, skips } of fresh) {
    const owner = ownerOf(client);
    if (owner !== undefined && owner !== person)
      return step2 ? { early: true } : { violation: 'foreign-client' };
    if (owner === undefined) firsts.push(client);
    if (skips || end - known.clock(client) > longestStep) return { violation: 'clock-jump' };
    if (clock > known.clock(client)) return synced && !step2 ? { violation: 'clock-jump' } : { early: true };
  }
  if (firsts.length > mostClients) return { violation: 'too-many-clients' };
  const ends = new Map(fresh.map(({ client, end }) => [client, end]));
  const reaches = (client: number, clock: number) => clock <= (ends.get(client) ?? known.clock(client));
  for (const [client, below] of update.needs) if (!reaches(client, below)) return early;
  for (const { client, end } of update.deleted) if (!reaches(client, end)) return early;
  if (!known.lacks(update)) return { nothing: 'new' };
  const bytes = withBlocks(update, (block) => fresh.includes(block));
  return { take: bytes === undefined || bytes === update.bytes ? update : scan(bytes), clients: firsts };
}
