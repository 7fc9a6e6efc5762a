import type { Catalog } from '../model.js';
import { type Change, change, type Finding, inReportOrder } from './change.js';
import { pair } from './pair.js';
import { relationFindings } from './relations.js';
import { sameBut } from './renames.js';
import { grantFindings } from './rights.js';
import { routineFindings } from './routines.js';
import { sideOf } from './sides.js';
import { typeFindings } from './types.js';

type Options = {
  /** both states are of one database, so ids tell a rename from a removal and an addition */
  sameDatabase: boolean;
};

/** What became of a schema, as typed changes with the rule and class of each; nothing for two restores of one dump. */
export function diff(was: Catalog, is: Catalog, { sameDatabase }: Options): Change[] {
  const context = {
    before: sideOf(was),
    after: sideOf(is),
    byId: sameDatabase,
    same: sameDatabase ? sameBut(was, is) : (a: string | null, b: string | null) => a === b,
  };
  return inReportOrder(
    [
      ...schemaFindings(was, is, sameDatabase),
      ...extensionFindings(was, is),
      ...typeFindings(context),
      ...relationFindings(context),
      ...routineFindings(context),
    ]
      .filter((finding) => !(ownership.has(finding.rule) && !sameDatabase))
      .map(change),
  );
}

/** A dump may be restored by anybody. */
const ownership = new Set(['owner-changed', 'materialized-unpopulated']);

function schemaFindings(was: Catalog, is: Catalog, byId: boolean): Finding[] {
  const schemas = pair(was.schemas, is.schemas, ({ name }) => name, byId);
  const subject = ({ oid, name }: Catalog['schemas'][number]) => ({
    kind: 'schema' as const,
    oid,
    schema: '',
    name,
  });
  return [
    ...schemas.removed.map((old): Finding => ({ rule: 'schema-removed', subject: subject(old) })),
    ...schemas.added.map((now): Finding => ({ rule: 'schema-added', subject: subject(now) })),
    ...schemas.kept.flatMap(([old, now]): Finding[] => [
      ...(old.name === now.name
        ? []
        : [{ rule: 'schema-renamed', subject: subject(now), before: old.name, after: now.name } as Finding]),
      ...(old.comment === now.comment || now.name === 'public'
        ? []
        : [
            {
              rule: 'documentation-changed',
              subject: subject(now),
              before: old.comment,
              after: now.comment,
            } as Finding,
          ]),
      ...(now.name === 'public' && !byId
        ? []
        : grantFindings(subject(now), old.grants, now.grants, 'schema-usage-revoked')),
    ]),
  ];
}

function extensionFindings(was: Catalog, is: Catalog): Finding[] {
  const extensions = pair(was.extensions, is.extensions, ({ name }) => name, false);
  const subject = ({ oid, schema, name }: Catalog['extensions'][number]) => ({
    kind: 'extension' as const,
    oid,
    schema,
    name,
  });
  const rule = 'extension-changed';
  return [
    ...extensions.removed.map(
      (old): Finding => ({ rule, subject: subject(old), before: old.version, after: 'gone' }),
    ),
    ...extensions.added.map(
      (now): Finding => ({ rule, subject: subject(now), before: 'not there', after: now.version }),
    ),
    ...extensions.kept
      .filter(([old, now]) => old.version !== now.version)
      .map(
        ([old, now]): Finding => ({ rule, subject: subject(now), before: old.version, after: now.version }),
      ),
  ];
}
