import type { Catalog } from '../model.js';
import { quoted } from '../names.js';
import { tokensOf } from '../view-text.js';

type Text = string | null;

/**
 * The server writes texts (views, policies, defaults …) in the names of now. After a rename the text is another one and says
 * the same; so two texts are compared word by word, each word being itself or its new name.
 */
export function sameBut(was: Catalog, is: Catalog) {
  const renamed = new Map<string, Set<string>>();
  const note = (old: string, now: string) => renamed.set(old, (renamed.get(old) ?? new Set()).add(now));
  type Named = { oid: number; name: string; schema?: string };
  const follow = <T extends Named>(
    before: readonly T[],
    after: readonly T[],
    each?: (old: T, now: T) => void,
  ) => {
    const known = new Map(before.map((object) => [object.oid, object]));
    for (const now of after) {
      const old = known.get(now.oid);
      if (!old || old === now) continue;
      if (old.name !== now.name) note(quoted(old.name), quoted(now.name));
      if (old.schema && now.schema && old.schema !== now.schema) note(quoted(old.schema), quoted(now.schema));
      each?.(old, now);
    }
  };
  const numbered = (columns: Catalog['relations'][number]['columns']) =>
    columns.map(({ number, name }) => ({ oid: number, name }));
  follow(was.schemas, is.schemas);
  follow(was.routines, is.routines);
  follow(was.relations, is.relations, (old, now) => follow(numbered(old.columns), numbered(now.columns)));
  follow(was.types, is.types, (old, now) => {
    const literal = (name: string) => `'${name.replaceAll("'", "''")}'`;
    const labels = new Map(old.labels.map((label) => [label.oid, label.name]));
    for (const { oid, name } of now.labels) {
      const before = labels.get(oid);
      if (before !== undefined && before !== name) note(literal(before), literal(name));
    }
  });

  return (a: Text, b: Text) => {
    if (a === b) return true;
    if (a === null || b === null || renamed.size === 0) return false;
    const [old, now] = [wordsOf(a), wordsOf(b)];
    return (
      old.length === now.length &&
      old.every((word, i) => word === now[i] || renamed.get(word)?.has(now[i] ?? ''))
    );
  };
}

/** Without `AS name`, by which a view keeps the name of a column that has another one below. */
const wordsOf = (text: string) =>
  tokensOf(text).filter((word, i, all) => word !== 'AS' && all[i - 1] !== 'AS');
