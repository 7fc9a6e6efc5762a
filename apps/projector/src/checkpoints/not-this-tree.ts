/** What is kept outside speaks of another history: the log was rewritten, or the copy was. */
export class NotThisTree extends Error {}

/** @throws NotThisTree unless both are the same, as a tree of one size has one root and its signature one form */
export function mustEqual(name: string, kept: string, note: string) {
  if (kept !== note) throw new NotThisTree(`${name} is kept with another root or another key.`);
}
