import type { Fault } from '@pgai/contracts/view-analysis.js';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import type { SelectStmt } from 'libpg-query';
import { checkParameters } from '../definition/check.js';
import { typeName } from '../definition/type-name.js';
import { parseSelect } from '../sql/parse-select.js';
import type { Token } from '../sql/scan.js';
import { nodesIn } from '../sql/tree.js';
import { type Findings, unusedParameter } from './analyse-tree.js';
import { beyondAll } from './limits.js';
import type { NamedCatalog } from './named-catalog.js';
import { checkOutputs } from './outputs.js';
import { selectReader } from './sql-select.js';

const counted = new Set(
  'A_Expr A_Const ColumnRef FuncCall BoolExpr TypeCast CaseExpr NullTest BooleanTest SubLink CoalesceExpr MinMaxExpr A_ArrayExpr'.split(
    ' ',
  ),
);

/** The same of SQL as of a tree, as far as it can be told from the text. */
export async function analyseSql(
  content: ViewContent & { profile: 'sql' },
  catalog: NamedCatalog,
): Promise<Findings> {
  const parsed = await parseSelect(content.sql);
  if ('fault' in parsed)
    return {
      faults: [parsed.fault],
      columns: [],
      sql: null,
      complexity: { tables: 0, joins: 0, columns: 0, expressions: 0 },
      reads: [],
    };
  const { statement, tokens } = parsed;
  const complexity = complexityOf(statement);
  if (beyondAll(complexity)) return { faults: [], columns: [], sql: null, complexity, reads: [] };
  const faults: Fault[] = checkParameters(content.parameters);
  const used = new Set<number>();
  const reader = selectReader({
    catalog,
    tokens: tokens.filter(({ kind }) => kind !== 'comment'),
    report: (fault) => faults.push(fault),
    parameter: (number) => {
      used.add(number);
      const parameter = content.parameters[number - 1];
      return parameter ? typeName(parameter.type) : undefined;
    },
  });
  const columns = reader.select(statement);
  faults.push(
    ...checkOutputs(columns.map(({ output, place }) => ({ name: output.name, place }))),
    ...content.parameters.filter((_, at) => !used.has(at + 1)).map(unusedParameter),
  );
  const outputs = columns.map(({ output }) => output);
  return {
    faults: faults.sort(byPlace),
    columns: outputs,
    sql: text(content.sql, tokens),
    complexity: { ...complexity, joins: reader.joins(), columns: outputs.length },
    reads: reader.reads,
  };
}

function complexityOf(statement: SelectStmt) {
  const kinds = nodesIn(statement).map(([kind]) => kind);
  const count = (...named: string[]) => kinds.filter((kind) => named.includes(kind)).length;
  return {
    tables: count('RangeVar'),
    joins: count('JoinExpr'),
    columns: statement.targetList?.length ?? 0,
    expressions: kinds.filter((kind) => counted.has(kind)).length,
  };
}

const byPlace = (a: Fault, b: Fault) => start(a) - start(b);
const start = ({ place }: Fault) => (place && 'start' in place ? place.start : 0);

/** Without the semicolon and what stands after it. */
function text(sql: string, tokens: Token[]) {
  const last = tokens.findLast(({ kind, text }) => kind !== 'comment' && text !== ';');
  return sql.slice(0, last?.end ?? 0).trimStart();
}
