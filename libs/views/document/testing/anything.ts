import type { Expression } from '@pgai/contracts/expressions.js';
import { nodeLists } from '@pgai/contracts/view-definition.js';
import type * as Y from 'yjs';
import { type Editor, editor } from '../edit.js';
import { listOf, textOf } from '../layout.js';
import type { Dice } from './room.js';

/** Any edit a person could make to a draft as they see it. */
export function doAnything(doc: Y.Doc, origin: unknown, dice: Dice): void {
  const { below, pick } = dice;
  const edit = editor(doc, origin);
  const any = (list: (typeof nodeLists)[number]) => pick([...listOf(doc, list).keys()]) ?? 'nobody';
  const column = (): Expression => ({ kind: 'column', table: any('tables'), column: `c${below(4)}` });
  const condition = (): Expression => ({
    kind: 'operator',
    operator: '=',
    left: column(),
    right: { kind: 'parameter', parameter: any('parameters') },
  });
  const alias = () => pick(['a', 'b', 'c', null]) ?? null;
  const list = pick(nodeLists) ?? 'tables';
  const id = `n${below(1e9)}`;

  const edits: ((edit: Editor) => unknown)[] = [
    () => edit.addTable({ id, schema: 's', name: `t${below(3)}`, alias: `t${below(3)}`, x: below(9), y: 0 }),
    () => edit.setTable(any('tables'), { x: below(9), y: below(9) }),
    () => edit.removeTable(any('tables')),
    () => edit.addJoin({ id, kind: 'inner', left: any('tables'), right: any('tables'), on: condition() }),
    () => edit.setJoin(any('joins'), below(2) ? { kind: 'left' } : { on: condition() }),
    () => edit.addColumn({ id, expression: column(), alias: alias() }, any('columns')),
    () => edit.addColumn({ id, expression: column(), alias: alias() }),
    () => edit.setColumn(any('columns'), below(2) ? { alias: alias() } : { expression: column() }),
    () => edit.addFilter({ id, scope: 'where', expression: condition() }),
    () => edit.setFilter(any('filters'), { expression: condition() }),
    () => edit.addOrdering({ id, expression: column(), direction: 'asc', nulls: null }),
    () => edit.setOrdering(any('ordering'), { direction: 'desc' }),
    () => edit.addGrouping({ id, expression: column() }),
    () => edit.addParameter({ id, name: `p${below(3)}`, type: 'date', required: true, default_value: null }),
    () => edit.setParameter(any('parameters'), { required: false, default_value: 'x' }),
    () => edit.removeNode(list, any(list)),
    () => edit.moveNode(list, any(list), below(2) ? any(list) : null),
    () => edit.moveNode('columns', any('columns'), below(2) ? any('columns') : null),
    () => edit.setLimit(below(2) ? below(100) : null),
    () => edit.setDistinct(below(2) === 0),
    () => edit.setProfile(below(8) ? 'nocode' : 'sql'),
    () => type(doc, pick(['sql', 'description']) ?? 'sql', origin, dice),
    () => edit.setDescription(`One\n${below(9)}\n😀 three`),
  ];
  pick(edits)?.(edit);
}

function type(doc: Y.Doc, name: 'sql' | 'description', origin: unknown, { below }: Dice) {
  const text = textOf(doc, name);
  doc.transact(() => {
    if (text.length > 5 && below(3) === 0) text.delete(below(text.length - 4), 4);
    else text.insert(below(text.length + 1), `w${below(100)} `);
  }, origin);
}
