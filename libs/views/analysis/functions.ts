import type { Expression } from '@pgai/contracts/expressions.js';
import { grammarFunctions } from '../definition/print-expression.js';
import {
  aggregateFunctions,
  builtInFunctions,
  changingFunctions,
  unsafeFunctions,
  windowFunctions,
} from './builtin-names.js';
import { didYouMean } from './did-you-mean.js';
import { error, warning } from './fault.js';
import { lookup } from './lookup.js';
import type { NamedCatalog, NamedFunction } from './named-catalog.js';
import type { Scope } from './scope.js';
import { bare, builtInReturns, everydayFunctions } from './type-rules.js';

type Call = Expression & { kind: 'call' };

/** The functions a call may be of. `builtIn` is the server's own, which goes before others of its name. */
export function functionsOf(catalog: NamedCatalog, { name }: Call) {
  const [first = '', second] = name;
  const [schema, called] = second === undefined ? [undefined, first] : [first, second];
  return {
    called,
    builtIn:
      (schema === undefined || schema === 'pg_catalog') &&
      (builtInFunctions.has(called) || (schema === undefined && grammarFunctions.has(called))),
    own: lookup(catalog).functions(schema, called),
  };
}

/** null: not known */
export function isAggregate(catalog: NamedCatalog, call: Call): boolean | null {
  const { called, builtIn, own } = functionsOf(catalog, call);
  if (builtIn) return aggregateFunctions.has(called);
  if (call.distinct || call.filter !== null || call.star) return true;
  return own.length ? own.every(({ kind }) => kind === 'aggregate') : null;
}

const returned = (own: NamedFunction[], given: (string | null)[]) => {
  const fits = own.filter((it) => accepts(it, given.length));
  if (fits.length !== 1) return null;
  return /\b(any\w*|record|void)\b/.test(fits[0]?.returns ?? '') ? null : (fits[0]?.returns ?? null);
};

const accepts = ({ arguments: all, defaults, variadic }: NamedFunction, count: number) =>
  count >= all.length - defaults - (variadic ? 1 : 0) && (variadic || count <= all.length);

/** What a call returns, with what is to be said of the function. */
export function checkCall(call: Call, given: (string | null)[], scope: Scope): string | null {
  const { called, builtIn, own } = functionsOf(scope.catalog, call);
  if (!builtIn) return checkOwn(call, own, given, scope);
  const said = { place: scope.place(call) };
  if (windowFunctions.has(called))
    scope.report(
      error('function-needs-over', `${called} works on a window of rows.`, {
        ...said,
        hint: 'A window needs SQL: over (…).',
      }),
    );
  if (unsafeFunctions.has(called))
    scope.report(error('function-unsafe', `${called} does more than to read, so no view may call it.`, said));
  if (changingFunctions.has(called))
    scope.report(warning('function-volatile', `${called} gives another answer for each call.`, said));
  const types = given.map((type) => type && bare(type));
  return own.length ? null : builtInReturns(called, types);
}

function checkOwn(call: Call, own: NamedFunction[], given: (string | null)[], scope: Scope): string | null {
  const { catalog, report, place, guarded } = scope;
  const called = call.name.at(-1) ?? '';
  const said = { place: place(call) };
  const warn = (code: string, message: string, hint: string) =>
    report(warning(code, message, { ...said, hint }));
  if (own.length === 0) {
    const known = [...everydayFunctions(), ...catalog.functions.map(({ name }) => name)];
    const hint = didYouMean(called, known) ?? 'One of an extension is found only by the server.';
    warn('function-unknown', `No function ${call.name.join('.')} is known here.`, hint);
    return null;
  }
  if (!own.some((it) => accepts(it, given.length)))
    report(error('function-arguments', `${called} takes ${counts(own)}, not ${given.length}.`, said));
  if (own.some(({ security_definer }) => security_definer))
    warn(
      'function-definer',
      `${called} runs with the rights of its owner: it may show what the caller may not read.`,
      'Make it security invoker.',
    );
  if (own.some(({ volatility }) => volatility === 'volatile'))
    warn(
      'function-volatile',
      `${called} is volatile: it is called for every row, and may change data.`,
      'Declare it stable or immutable if it is.',
    );
  const table = guarded();
  if (table !== undefined && own.some(({ leakproof, kind }) => kind === 'function' && !leakproof))
    warn(
      'function-leaky',
      `${called} may tell what it is given: as ${table} has row security, it is called after the policies, and no index helps.`,
      'A superuser may declare it leakproof.',
    );
  return returned(own, given);
}

const counts = (own: NamedFunction[]) =>
  [...new Set(own.map(({ arguments: all }) => all.length))]
    .sort((a, b) => a - b)
    .map((count) => (count === 1 ? '1 argument' : `${count} arguments`))
    .join(' or ');
