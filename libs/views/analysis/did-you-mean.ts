import { mistakes } from '@pgai/catalog/browser/typos.js';

/** The known name somebody most likely meant, if one is near. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const most = name.length < 4 ? 1 : 2;
  let best: string | undefined;
  let least = most + 1;
  for (const other of known) {
    const count = mistakes(name.toLowerCase(), other.toLowerCase(), most);
    if (count < least) [best, least] = [other, count];
  }
  return best;
}

export const didYouMean = (name: string, known: Iterable<string>) => {
  const near = nearest(name, known);
  return near === undefined ? null : `Did you mean ${near}?`;
};
