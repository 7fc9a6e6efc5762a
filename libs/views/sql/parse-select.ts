import type { Fault, FaultPlace } from '@pgai/contracts/view-analysis.js';
import { longestSql } from '@pgai/contracts/view-definition.js';
import type { Node, SelectStmt } from 'libpg-query';
import { error } from '../analysis/fault.js';
import { deepestNesting, depthOf, mostTokens } from './bounds.js';
import { parse, SyntaxFault } from './parser.js';
import { fromCharacters, inCharacters } from './places.js';
import { scan, type Token } from './scan.js';
import { nodesIn } from './tree.js';

export type Parsed = { statement: SelectStmt; tokens: Token[] };

/** The one SELECT that a text is, with places in characters; or why it is none. */
export async function parseSelect(sql: string): Promise<Parsed | { fault: Fault }> {
  const tokens = sql.length > longestSql ? [] : scan(sql);
  const fault = bounded(sql, tokens);
  if (fault) return { fault };
  try {
    const [first, second] = inCharacters(await parse(sql), sql);
    if (second) {
      const start = tokens.find((token) => token.start >= (second.stmt_location ?? 0) && token.text !== ';');
      return {
        fault: error('sql-several-statements', 'Only one statement is allowed.', {
          place: start ? { start: start.start, end: sql.length } : null,
          hint: 'Remove what follows the first semicolon.',
        }),
      };
    }
    const statement = first?.stmt && 'SelectStmt' in first.stmt ? first.stmt.SelectStmt : undefined;
    if (!statement) return { fault: notSelect(tokens) };
    const forbidden = refused(statement, tokens);
    return forbidden ? { fault: forbidden } : { statement, tokens };
  } catch (caught) {
    if (caught instanceof SyntaxFault) return { fault: syntax(sql, tokens, caught) };
    if (caught instanceof RangeError) return { fault: tooDeep };
    throw caught;
  }
}

const tooDeep = error('sql-too-deep', 'This query is nested too deeply to be read.', {
  hint: `At most ${deepestNesting} brackets, operators and joins within each other.`,
});

function bounded(sql: string, tokens: Token[]): Fault | undefined {
  if (sql.length > longestSql)
    return error('sql-too-long', `A query has at most ${longestSql.toLocaleString('en')} characters.`);
  const at = sql.search(/\0/);
  if (at >= 0 || !sql.isWellFormed())
    return error('sql-character', 'The text holds a character that PostgreSQL cannot read.', {
      place: at < 0 ? null : { start: at, end: at + 1 },
    });
  if (tokens.every(({ kind, text }) => kind === 'comment' || text === ';'))
    return error('sql-empty', 'There is no query yet.', { hint: 'Begin with select.' });
  if (tokens.length > mostTokens)
    return error('sql-too-long', `A query has at most ${mostTokens.toLocaleString('en')} words and signs.`);
  return depthOf(tokens) > deepestNesting ? tooDeep : undefined;
}

function syntax(sql: string, tokens: Token[], { message, position }: SyntaxFault): Fault {
  if (message.startsWith('memory exhausted')) return tooDeep;
  const at = position === null ? sql.length : fromCharacters(sql, position);
  const token = tokens.find(({ start, end }) => start <= at && at < end) ?? tokens.at(-1);
  const text = message.endsWith('at end of input')
    ? 'The query ends too early.'
    : `PostgreSQL cannot read this: ${message}.`;
  return error('sql-syntax', text, { place: token ? { start: token.start, end: token.end } : null });
}

const notSelect = (tokens: Token[]) => {
  const word = tokens.find(({ kind }) => kind === 'word');
  return error('sql-not-select', `A view is one select, not ${word ? word.text.toLowerCase() : 'this'}.`, {
    place: word ? { start: word.start, end: word.end } : null,
  });
};

/** What a SELECT may hold and still change or lock something. */
function refused(statement: SelectStmt, tokens: Token[]): Fault | undefined {
  const place = (pattern: RegExp): FaultPlace => {
    const word = tokens.find(({ kind, text }) => kind === 'word' && pattern.test(text));
    return word ? { start: word.start, end: word.end } : null;
  };
  for (const [kind, node] of nodesIn({ SelectStmt: statement } as Node)) {
    if (/^(Insert|Update|Delete|Merge)Stmt$/.test(kind))
      return error(
        'sql-writes',
        `A view only reads: ${kind.slice(0, -4).toLowerCase()} is not allowed in it.`,
        {
          place: place(new RegExp(`^${kind.slice(0, -4)}$`, 'i')),
        },
      );
    if (kind !== 'SelectStmt') continue;
    if ('intoClause' in node)
      return error('sql-into', 'A view returns rows: select into makes a table of them.', {
        place: place(/^into$/i),
        hint: 'Remove into and the name after it.',
      });
    if ('lockingClause' in node)
      return error('sql-locks', 'A view locks no rows.', {
        place: place(/^for$/i),
        hint: 'Remove the for clause.',
      });
  }
  return undefined;
}
