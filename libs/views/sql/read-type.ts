import type { TypeName } from 'libpg-query';
import { quoteName } from '../definition/quote.js';
import { builtInType } from '../definition/type-name.js';
import { Left } from './left.js';
import { nameIn } from './tree.js';

/** A type in PostgreSQL's own spelling. */
export function readType({
  names,
  typmods = [],
  arrayBounds = [],
  setof,
  pct_type,
  location,
}: TypeName): string {
  const all = nameIn(names);
  const name = all.at(-1) ?? '';
  const schema = all.at(-2);
  const sizes = typmods.map((size) => {
    const value = 'A_Const' in size ? size.A_Const.ival : undefined;
    if (!value || name === 'interval') throw new Left('a type with its precision', location);
    return String(value.ival ?? 0);
  });
  if (setof || pct_type || all.length > 2) throw new Left('a type of a column', location);
  const brackets = '[]'.repeat(arrayBounds.length);
  // "char" comes as char, and char as pg_catalog.bpchar
  const known =
    (schema === undefined && name !== 'char') || schema === 'pg_catalog'
      ? builtInType(name, sizes)
      : undefined;
  if (known) return known + brackets;
  const full = (schema === 'pg_catalog' ? [name] : all).map(quoteName).join('.');
  return full + (sizes.length ? `(${sizes.join(',')})` : '') + brackets;
}
