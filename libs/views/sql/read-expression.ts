import type { Expression, valueKeywords } from '@pgai/contracts/expressions.js';
import type { A_Const, A_Expr, FuncCall, Node, TypeCast } from 'libpg-query';
import { grammarFunctions } from '../definition/print-expression.js';
import { beginning, Left } from './left.js';
import { readType } from './read-type.js';
import { nameIn } from './tree.js';

/** What names and numbers in the SQL stand for. */
export type Names = {
  column: (fields: string[], at: number | undefined) => Expression;
  parameter: (number: number, at: number | undefined) => Expression;
  /** to look at SQL beyond the tree: told what was read of which node, and asked what stands for what could not be */
  lenient?: { read: (expression: Expression, node: Node) => void; instead: (left: Left) => Expression };
};

const constructs: Record<string, string> = {
  SubLink: 'a subquery',
  RowExpr: 'a row',
  A_Indirection: 'a part of a value',
  CollateClause: 'collate',
  GroupingFunc: 'grouping()',
  SetToDefault: 'default',
  CurrentOfExpr: 'current of',
  A_Star: '*',
};

const keywords: Record<string, (typeof valueKeywords)[number]> = {
  SVFOP_CURRENT_DATE: 'current_date',
  SVFOP_CURRENT_TIME: 'current_time',
  SVFOP_CURRENT_TIMESTAMP: 'current_timestamp',
  SVFOP_LOCALTIME: 'localtime',
  SVFOP_LOCALTIMESTAMP: 'localtimestamp',
  SVFOP_CURRENT_USER: 'current_user',
  SVFOP_CURRENT_ROLE: 'current_user',
  SVFOP_USER: 'current_user',
  SVFOP_SESSION_USER: 'session_user',
};

/** The parser's tree of an expression as ours; what ours cannot say is thrown as what it is. */
export function expressionReader(names: Names) {
  const readAll = (nodes: Node[] | undefined) => (nodes ?? []).map(read);

  function read(node: Node | undefined): Expression {
    if (!names.lenient || !node) return strictly(node);
    try {
      const expression = strictly(node);
      names.lenient.read(expression, node);
      return expression;
    } catch (error) {
      if (error instanceof Left) return names.lenient.instead(error);
      throw error;
    }
  }

  function strictly(node: Node | undefined): Expression {
    if (node === undefined) throw new Left('an expression', undefined);
    if ('ColumnRef' in node) {
      const { fields = [], location = 0 } = node.ColumnRef;
      if (fields.some((field) => 'A_Star' in field)) throw new Left('*', location);
      return names.column(nameIn(fields), location);
    }
    if ('A_Const' in node) return constant(node.A_Const);
    if ('ParamRef' in node) return names.parameter(node.ParamRef.number ?? 0, node.ParamRef.location);
    if ('A_Expr' in node) return operation(node.A_Expr);
    if ('TypeCast' in node) return cast(node.TypeCast);
    if ('FuncCall' in node) return call(node.FuncCall);
    if ('BoolExpr' in node) {
      const { boolop, args = [] } = node.BoolExpr;
      if (boolop === 'NOT_EXPR') return { kind: 'not', operand: read(args[0]) };
      return { kind: 'logic', operator: boolop === 'AND_EXPR' ? 'and' : 'or', operands: readAll(args) };
    }
    if ('NullTest' in node) {
      const { arg, nulltesttype } = node.NullTest;
      return { kind: 'is', operand: read(arg), test: 'null', negated: nulltesttype === 'IS_NOT_NULL' };
    }
    if ('BooleanTest' in node) {
      const { arg, booltesttype = 'IS_TRUE' } = node.BooleanTest;
      const [, not, test = 'TRUE'] = /^IS_(NOT_)?(TRUE|FALSE|UNKNOWN)$/.exec(booltesttype) ?? [];
      return {
        kind: 'is',
        operand: read(arg),
        test: test.toLowerCase() as 'true' | 'false' | 'unknown',
        negated: not !== undefined,
      };
    }
    if ('CoalesceExpr' in node) return plain('coalesce', readAll(node.CoalesceExpr.args));
    if ('MinMaxExpr' in node) {
      const { op, args } = node.MinMaxExpr;
      return plain(op === 'IS_LEAST' ? 'least' : 'greatest', readAll(args));
    }
    if ('CaseExpr' in node) {
      const { arg, args = [], defresult } = node.CaseExpr;
      return {
        kind: 'case',
        operand: arg ? read(arg) : null,
        branches: args.map((branch) => {
          if (!('CaseWhen' in branch)) throw new Left('case', beginning(branch));
          return { when: read(branch.CaseWhen.expr), result: read(branch.CaseWhen.result) };
        }),
        otherwise: defresult ? read(defresult) : null,
      };
    }
    if ('A_ArrayExpr' in node) return { kind: 'array', items: readAll(node.A_ArrayExpr.elements) };
    if ('SQLValueFunction' in node) {
      const { op = '', typmod = 0, location } = node.SQLValueFunction;
      const keyword = keywords[op];
      if (!keyword || typmod >= 0) throw new Left(op.replace('SVFOP_', '').toLowerCase(), location);
      return { kind: 'keyword', keyword };
    }
    const [kind = ''] = Object.keys(node);
    const words = kind.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
    throw new Left(constructs[kind] ?? words, beginning(node));
  }

  function operation(expression: A_Expr): Expression {
    const { kind, name, lexpr, rexpr, location } = expression;
    const operator = nameIn(name);
    const not = operator[0]?.startsWith('!') ?? false;
    const items = rexpr && 'List' in rexpr ? rexpr.List.items : undefined;
    switch (kind) {
      case 'AEXPR_OP':
        if (operator.length > 1) throw new Left('operator()', location);
        return {
          kind: 'operator',
          operator: operator[0] ?? '',
          left: lexpr ? read(lexpr) : null,
          right: read(rexpr),
        };
      case 'AEXPR_DISTINCT':
      case 'AEXPR_NOT_DISTINCT': {
        const negated = kind === 'AEXPR_NOT_DISTINCT';
        return { kind: 'distinct', left: read(lexpr), right: read(rexpr), negated };
      }
      case 'AEXPR_IN':
        return { kind: 'in', operand: read(lexpr), values: readAll(items), negated: operator[0] === '<>' };
      case 'AEXPR_OP_ANY':
      case 'AEXPR_OP_ALL':
        return oneOf(expression);
      case 'AEXPR_BETWEEN':
      case 'AEXPR_NOT_BETWEEN': {
        const negated = kind === 'AEXPR_NOT_BETWEEN';
        const [low, high] = items ?? [];
        return { kind: 'between', operand: read(lexpr), low: read(low), high: read(high), negated };
      }
      case 'AEXPR_LIKE':
      case 'AEXPR_ILIKE':
      case 'AEXPR_SIMILAR': {
        const pattern = kind.slice('AEXPR_'.length).toLowerCase() as 'like' | 'ilike' | 'similar';
        return { kind: 'pattern', pattern, operand: read(lexpr), to: patternOf(rexpr, kind), negated: not };
      }
      case 'AEXPR_NULLIF':
        return plain('nullif', [read(lexpr), read(rexpr)]);
      default:
        throw new Left(
          kind === 'AEXPR_BETWEEN_SYM' ? 'between symmetric' : 'not between symmetric',
          location,
        );
    }
  }

  /** `in` as the server writes it down: `= any (array[…])`. */
  function oneOf({ kind, name, lexpr, rexpr, location }: A_Expr): Expression {
    const any = kind === 'AEXPR_OP_ANY';
    const type = rexpr && 'TypeCast' in rexpr ? rexpr.TypeCast.typeName : undefined;
    const array = rexpr && 'TypeCast' in rexpr ? rexpr.TypeCast.arg : rexpr;
    const items = array && 'A_ArrayExpr' in array ? (array.A_ArrayExpr.elements ?? []) : [];
    const flat = items.every((item) => !('A_ArrayExpr' in item));
    if (nameIn(name).join('.') !== (any ? '=' : '<>') || items.length === 0 || !flat)
      throw new Left(any ? 'any()' : 'all()', location);
    const to = type && readType(type);
    if (to && !to.endsWith('[]')) throw new Left('any()', location);
    const values = readAll(items).map(
      (operand): Expression => (to ? { kind: 'cast', operand, type: to.slice(0, -2) } : operand),
    );
    return { kind: 'in', operand: read(lexpr), values, negated: !any };
  }

  function patternOf(node: Node | undefined, kind: string): Expression {
    if (!node || !('FuncCall' in node)) return read(node);
    const { funcname, args = [], location } = node.FuncCall;
    const name = nameIn(funcname).join('.');
    if (name === 'pg_catalog.like_escape' || (name === 'pg_catalog.similar_to_escape' && args.length > 1))
      throw new Left('escape', location);
    return kind === 'AEXPR_SIMILAR' && name === 'pg_catalog.similar_to_escape' ? read(args[0]) : read(node);
  }

  const cast = ({ arg, typeName }: TypeCast): Expression => ({
    kind: 'cast',
    operand: read(arg),
    type: readType(typeName ?? {}),
  });

  function call(it: FuncCall): Expression {
    const { location } = it;
    if (it.over) throw new Left('a window function', location);
    if (!names.lenient) plainly(it);
    const args = it.args ?? [];
    const named = args.find((arg) => 'NamedArgExpr' in arg);
    if (named) throw new Left('an argument by its name', beginning(named));
    const full = nameIn(it.funcname);
    const name = it.funcformat === 'COERCE_SQL_SYNTAX' ? full.slice(-1) : full;
    if (name.length > 2) throw new Left('a function of another database', location);
    if (name.length === 1 && grammarFunctions.has(name[0] ?? ''))
      throw new Left(`a function of one's own called ${name[0]}`, location);
    return {
      kind: 'call',
      name,
      arguments: readAll(args),
      star: it.agg_star ?? false,
      distinct: it.agg_distinct ?? false,
      filter: it.agg_filter ? read(it.agg_filter) : null,
    };
  }
  return read;
}

/** What an aggregate may have in SQL and has not in the tree. */
function plainly({ agg_within_group, agg_order, func_variadic, location }: FuncCall) {
  if (agg_within_group) throw new Left('within group', location);
  if (agg_order) throw new Left('order by within a function', location);
  if (func_variadic) throw new Left('variadic', location);
}

const plain = (name: string, args: Expression[]): Expression => ({
  kind: 'call',
  name: [name],
  arguments: args,
  star: false,
  distinct: false,
  filter: null,
});

function constant({ ival, fval, boolval, sval, isnull, location }: A_Const): Expression {
  if (sval) return { kind: 'literal', type: 'text', value: sval.sval ?? '' };
  if (ival) return number(String(ival.ival ?? 0));
  if (fval) return numberOf(fval.fval ?? '', location);
  if (boolval) return { kind: 'literal', type: 'boolean', value: boolval.boolval ?? false };
  if (isnull) return { kind: 'literal', type: 'null', value: null };
  throw new Left('a text of bits', location);
}

/** PostgreSQL also knows numbers like 0xff and 1_000. */
function numberOf(text: string, at: number | undefined) {
  if (!/^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new Left('a number in another base', at);
  return number(text);
}

/** The parser takes a sign for a part of the number. */
function number(text: string): Expression {
  const value: Expression = { kind: 'literal', type: 'number', value: text.replace(/^-/, '') };
  return text.startsWith('-') ? { kind: 'operator', operator: '-', left: null, right: value } : value;
}
