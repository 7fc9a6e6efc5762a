import type { FaultPlace } from '@pgai/contracts/view-analysis.js';
import type { Token } from './scan.js';

/** What has no place in the tree, in the words of SQL, and where it stands. */
export class Left extends Error {
  constructor(
    readonly construct: string,
    readonly at: number | undefined,
  ) {
    super(construct);
  }

  place(tokens: Token[]): FaultPlace {
    const token = this.at === undefined ? undefined : tokens.find(({ end }) => end > (this.at ?? 0));
    return token ? { start: token.start, end: token.end } : null;
  }
}

/** Where the text of a node begins: the first place anything in it has. */
export function beginning(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  let first: number | undefined;
  for (const [key, value] of Object.entries(node)) {
    const at = key === 'location' && typeof value === 'number' && value >= 0 ? value : beginning(value);
    if (at !== undefined && (first === undefined || at < first)) first = at;
  }
  return first;
}
