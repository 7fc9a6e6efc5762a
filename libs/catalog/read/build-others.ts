import type { Argument, Extension, Routine, Schema, UserType } from '../model.js';
import { usesOf } from './build-parts.js';
import { commentsOf, Groups, grantsOf, typeNamesOf } from './lookups.js';
import { rowsOf } from './section.js';
import type { Sections } from './statement.js';

export function buildSchemas(sections: Sections): Schema[] {
  const [comments, grants] = [commentsOf(sections), grantsOf(sections)];
  return rowsOf(sections.schemas, (oid: number, name: string, owner: string) => ({
    oid,
    name,
    owner,
    comment: comments.schema.of(oid) ?? null,
    grants: grants.schema.of(oid),
  }));
}

export const buildExtensions = ({ extensions }: Sections): Extension[] =>
  rowsOf(extensions, (oid: number, name: string, version: string, schema: string) => ({
    oid,
    name,
    version,
    schema,
    comment: null,
  }));

const typeKinds: Record<string, UserType['kind']> = { e: 'enum', d: 'domain', r: 'range' };

export function buildTypes(sections: Sections, schemaName: (oid: number) => string): UserType[] {
  const comments = commentsOf(sections);
  const checks = new Groups<UserType['checks'][number]>();
  rowsOf(sections.constraints, (...values: unknown[]) => {
    const [oid, , type, name] = values as [number, number, number, string];
    if (type) checks.add(type, { oid, name, expression: String(values.at(-1)) });
  });
  return rowsOf(
    sections.types,
    (
      oid: number,
      schema: number,
      name: string,
      kind: string,
      owner: string,
      base: string | null,
      notNull: boolean,
      fallback: string | null,
      labels: [number, string][] | null,
    ) => ({
      oid,
      schema: schemaName(schema),
      name,
      kind: typeKinds[kind] ?? 'range',
      owner,
      comment: comments.type.of(oid) ?? null,
      base,
      not_null: notNull,
      default: fallback,
      labels: (labels ?? []).map(([id, label]) => ({ oid: id, name: label })),
      checks: kind === 'd' ? checks.of(oid) : [],
    }),
  );
}

const routineKinds: Record<string, Routine['kind']> = { p: 'procedure', a: 'aggregate', w: 'window' };
const volatilities: Record<string, Routine['volatility']> = { i: 'immutable', s: 'stable' };
const modes: Record<string, Argument['mode']> = { o: 'out', b: 'inout', v: 'variadic', t: 'table' };

export function buildRoutines(sections: Sections, schemaName: (oid: number) => string): Routine[] {
  const [comments, grants] = [commentsOf(sections), grantsOf(sections)];
  const [typeName, uses] = [typeNamesOf(sections), usesOf(sections)];
  return rowsOf(
    sections.routines,
    (
      oid: number,
      schema: number,
      name: string,
      kind: string,
      owner: string,
      language: string,
      names: string[] | null,
      argumentModes: string[] | null,
      types: number[],
      defaultCount: number,
      defaults: string | null,
      returns: number,
      returnsSet: boolean,
      rows: number,
      volatility: string,
      strict: boolean,
      definer: boolean,
      settings: string[] | null,
      body: string,
      leakproof: boolean,
    ) => ({
      oid,
      schema: schemaName(schema),
      name,
      kind: routineKinds[kind] ?? 'function',
      owner,
      comment: comments.routine.of(oid) ?? null,
      language,
      arguments: types.map((type, i) => ({
        name: names?.[i] || null,
        mode: modes[argumentModes?.[i] ?? ''] ?? 'in',
        type: typeName(type),
      })),
      default_count: defaultCount,
      defaults,
      returns: typeName(returns),
      returns_set: returnsSet,
      rows,
      volatility: volatilities[volatility] ?? 'volatile',
      strict,
      security_definer: definer,
      ...(leakproof && { leakproof }),
      settings: settings ?? [],
      body,
      grants: grants.routine.of(oid),
      uses: uses.routine.of(oid),
    }),
  );
}
