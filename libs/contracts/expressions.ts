import { z } from 'zod';

/** How deep an expression or a filter may nest. */
export const deepest = 40;

/** PostgreSQL stores no character 0, and half of a pair of characters is none. */
const storable = (text: string) => !text.includes('\0') && text.isWellFormed();

export const Identifier = z
  .string()
  .min(1, { error: 'A name is needed.' })
  .max(63, { error: 'At most 63 bytes.' })
  .refine(storable, { error: 'PostgreSQL cannot store one of the characters.' });

/** What the scanner of PostgreSQL takes for one operator: no comment begins in it, and it seldom ends in a sign. */
const operator =
  /^(?!.*(--|\/\*)|=>$)([+-]|[+\-*/<>=~!@#%^&|`?]{0,62}[*/<>=~!@#%^&|`?]|(?=.*[~!@#%^&|`?])[+\-*/<>=~!@#%^&|`?]{1,62}[+-])$/;

/** Of a node of a definition; it stays the same through every edit, also in another branch. */
export const NodeId = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, { error: 'An id of a node.' });

/** What has a grammar of its own in SQL and stands for a value that comes from nowhere. */
export const valueKeywords = [
  'current_date',
  'current_time',
  'current_timestamp',
  'localtime',
  'localtimestamp',
  'current_user',
  'session_user',
] as const;

/** What is written with `like` and its kin. */
export const patterns = ['like', 'ilike', 'similar'] as const;

/**
 * An expression as a tree; names are unquoted, as the catalogue has them. `call` is every function, those with a grammar of
 * their own included: `extract` (its field is a text literal), `coalesce`, `nullif`, `greatest`, `least`, and `timezone` for
 * `at time zone`. Numbers are text, so that no digit is lost.
 */
export type Expression =
  | { kind: 'column'; table: string; column: string }
  | { kind: 'literal'; type: 'text' | 'number'; value: string }
  | { kind: 'literal'; type: 'boolean'; value: boolean }
  | { kind: 'literal'; type: 'null'; value: null }
  | { kind: 'parameter'; parameter: string }
  | { kind: 'keyword'; keyword: (typeof valueKeywords)[number] }
  | { kind: 'operator'; operator: string; left: Expression | null; right: Expression }
  | { kind: 'logic'; operator: 'and' | 'or'; operands: Expression[] }
  | { kind: 'not'; operand: Expression }
  | { kind: 'is'; operand: Expression; test: 'null' | 'true' | 'false' | 'unknown'; negated: boolean }
  | { kind: 'distinct'; left: Expression; right: Expression; negated: boolean }
  | { kind: 'in'; operand: Expression; values: Expression[]; negated: boolean }
  | { kind: 'between'; operand: Expression; low: Expression; high: Expression; negated: boolean }
  | {
      kind: 'pattern';
      pattern: (typeof patterns)[number];
      operand: Expression;
      to: Expression;
      negated: boolean;
    }
  | { kind: 'cast'; operand: Expression; type: string }
  | {
      kind: 'call';
      /** with its schema where it has to be said */
      name: string[];
      arguments: Expression[];
      /** `count(*)` */
      star: boolean;
      distinct: boolean;
      /** `filter (where …)` of an aggregate */
      filter: Expression | null;
    }
  | {
      kind: 'case';
      operand: Expression | null;
      branches: { when: Expression; result: Expression }[];
      otherwise: Expression | null;
    }
  | { kind: 'array'; items: Expression[] };

export const Expression: z.ZodType<Expression> = z
  .lazy(() =>
    z.union([
      z.strictObject({ kind: z.literal('column'), table: NodeId, column: Identifier }),
      z.strictObject({
        kind: z.literal('literal'),
        type: z.literal('text'),
        value: z
          .string()
          .max(10_000)
          .refine(storable, { error: 'PostgreSQL cannot store one of the characters.' }),
      }),
      z.strictObject({
        kind: z.literal('literal'),
        type: z.literal('number'),
        value: z.string().regex(/^(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i, { error: 'A number.' }),
      }),
      z.strictObject({ kind: z.literal('literal'), type: z.literal('boolean'), value: z.boolean() }),
      z.strictObject({ kind: z.literal('literal'), type: z.literal('null'), value: z.null() }),
      z.strictObject({ kind: z.literal('parameter'), parameter: NodeId }),
      z.strictObject({ kind: z.literal('keyword'), keyword: z.enum(valueKeywords) }),
      z.strictObject({
        kind: z.literal('operator'),
        operator: z.string().regex(operator, { error: 'An operator.' }),
        left: Expression.nullable(),
        right: Expression,
      }),
      z.strictObject({
        kind: z.literal('logic'),
        operator: z.enum(['and', 'or']),
        operands: z.array(Expression).min(2).max(200),
      }),
      z.strictObject({ kind: z.literal('not'), operand: Expression }),
      z.strictObject({
        kind: z.literal('is'),
        operand: Expression,
        test: z.enum(['null', 'true', 'false', 'unknown']),
        negated: z.boolean(),
      }),
      z.strictObject({
        kind: z.literal('distinct'),
        left: Expression,
        right: Expression,
        negated: z.boolean(),
      }),
      z.strictObject({
        kind: z.literal('in'),
        operand: Expression,
        values: z.array(Expression).min(1).max(1_000),
        negated: z.boolean(),
      }),
      z.strictObject({
        kind: z.literal('between'),
        operand: Expression,
        low: Expression,
        high: Expression,
        negated: z.boolean(),
      }),
      z.strictObject({
        kind: z.literal('pattern'),
        pattern: z.enum(patterns),
        operand: Expression,
        to: Expression,
        negated: z.boolean(),
      }),
      z.strictObject({
        kind: z.literal('cast'),
        operand: Expression,
        type: z.string().min(1).max(200),
      }),
      z.strictObject({
        kind: z.literal('call'),
        name: z.array(Identifier).min(1).max(2),
        arguments: z.array(Expression).max(100),
        star: z.boolean(),
        distinct: z.boolean(),
        filter: Expression.nullable(),
      }),
      z.strictObject({
        kind: z.literal('case'),
        operand: Expression.nullable(),
        branches: z
          .array(z.strictObject({ when: Expression, result: Expression }))
          .min(1)
          .max(100),
        otherwise: Expression.nullable(),
      }),
      z.strictObject({ kind: z.literal('array'), items: z.array(Expression).max(1_000) }),
    ]),
  )
  .meta({ id: 'Expression' });
