import { type RuleClass, rules } from './rules.js';

export type RuleId = keyof typeof rules;

export type ObjectKind =
  | 'schema'
  | 'extension'
  | 'table'
  | 'partitioned_table'
  | 'view'
  | 'materialized_view'
  | 'foreign_table'
  | 'sequence'
  | 'composite_type'
  | 'type'
  | 'routine';

/** The thing that changed, and the part of it (a column, a key, a label …) where it is not the whole. */
export type Subject = { kind: ObjectKind; oid: number; schema: string; name: string };
export type Part = {
  kind: 'column' | 'constraint' | 'index' | 'trigger' | 'policy' | 'label' | 'argument' | 'grant';
  name: string;
};

/** Who else is touched, as the server's own dependencies say. */
export type Affected = { kind: ObjectKind; oid: number; schema: string; name: string; columns: string[] };

export type Change = {
  rule: RuleId;
  class: RuleClass;
  /** what has to be so for a conditional change to break a client */
  condition: string | null;
  subject: Subject;
  part: Part | null;
  before: string | null;
  after: string | null;
  message: string;
  affected: Affected[];
};

export type Finding = {
  rule: RuleId;
  subject: Subject;
  part?: Part;
  before?: string | null;
  after?: string | null;
  affected?: Affected[];
};

/** A finding with what its rule says of it. */
export function change({ rule, subject, part, before = null, after = null, affected = [] }: Finding): Change {
  const [kind, condition, message] = rules[rule];
  const names: Record<string, string> = {
    object: subject.schema ? `${subject.schema}.${subject.name}` : subject.name,
    part: part?.name ?? '',
    before: before ?? 'nothing',
    after: after ?? 'nothing',
    kind: subject.kind.replaceAll('_', ' '),
  };
  return {
    rule,
    class: kind,
    condition,
    subject,
    part: part ?? null,
    before,
    after,
    message: message.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? ''),
    affected,
  };
}

/** From what hurts to what does not, then in a stable order: the same two states give the same list. */
const severity: Record<RuleClass, number> = { breaking: 0, conditional: 1, 'non-breaking': 2, info: 3 };
const key = ({ subject, rule, part }: Change) =>
  `${subject.schema}\0${subject.name}\0${rule}\0${part?.kind ?? ''}\0${part?.name ?? ''}`;

export const inReportOrder = (changes: Change[]) =>
  changes
    .map((item) => ({ item, key: key(item) }))
    .sort(
      (a, b) =>
        severity[a.item.class] - severity[b.item.class] || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
    )
    .map(({ item }) => item);
