import { isKeyword } from './keywords.js';

/** PostgreSQL has no such character, and half of a pair of characters becomes another one on its way there. */
const refuse = (text: string, what: string) => {
  if (text.includes('\0') || !text.isWellFormed())
    throw new RangeError(`${what} holds a character that PostgreSQL cannot store.`);
};

/** A name as it is written in SQL. */
export function quoteName(name: string) {
  refuse(name, 'A name');
  return /^[a-z_][a-z0-9_]*$/.test(name) && !isKeyword(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A text as a literal, which reads the same whatever `standard_conforming_strings` says. */
export function quoteText(text: string) {
  refuse(text, 'A text');
  const inner = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${inner.replaceAll('\\', '\\\\')}'` : `'${inner}'`;
}
