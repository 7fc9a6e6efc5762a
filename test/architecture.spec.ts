import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const config = join(root, '.dependency-cruiser.cjs');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
const rules: { name: string }[] = createRequire(import.meta.url)(config).forbidden;

type Violation = { rule: { name: string }; from: string; to: string };

/** Every import that a rule forbids, as `rule: file → what it imports`. */
function violations(tree: string) {
  const args = [cruiser, '--config', config, '--output-type', 'json', 'apps', 'libs'];
  const options = { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { summary } = JSON.parse(execFileSync(process.execPath, args, options));
  return summary.violations.map(({ rule, from, to }: Violation) => `${rule.name}: ${from} → ${to}`).sort();
}

describe('who may import what', () => {
  it('is kept to', () => {
    expect(violations(root)).toEqual([]);
  });
});

/** One violation of each rule, and beside it the files that are imported. */
const planted = {
  'libs/domain/orders/order.ts': `import type { Shelf } from '../shelves/shelf.js'; export type Order = Shelf;`,
  'libs/domain/shelves/shelf.ts': `import type { Order } from '../orders/order.js'; export type Shelf = { order: Order };`,
  'libs/domain/clock.ts': `import { hrtime } from 'node:process'; export const now = hrtime.bigint;`,
  'libs/domain/rule.ts': `export const rule = 1;`,
  'libs/contracts/orders.ts': `export { rule } from '@pgai/domain/rule.js';`,
  'libs/contracts/teams.ts': `import { z } from 'zod'; export const Team = z.object({});`,
  'libs/event-store/append.ts': `import pg from 'pg'; export const pool = pg.Pool;`,
  'libs/event-node/serve.ts': `export { rule } from '@pgai/domain/rule.js';`,
  'libs/db/orders.ts': `export { lock } from '@pgai/vault/lock.js';`,
  'libs/vault/lock.ts': `export const lock = 1;`,
  'libs/vault/shelf.ts': `import { Kysely } from 'kysely'; export const db = Kysely;`,
  'libs/vault/server.ts': `export { start } from '../../apps/api/src/start.js';`,
  'libs/vault/lost.ts': `export { nowhere } from './nowhere.js';`,
  'libs/ledger/tree.ts': `export { rule } from '@pgai/domain/rule.js';`,
  'libs/target/dial.ts': `import { Kysely } from 'kysely'; export const db = Kysely;`,
  'libs/catalog/read.ts': `import pg from 'pg'; export const client = pg.Client;`,
  'libs/schemas/wire.ts': `export { Team } from '@pgai/contracts/teams.js';`,
  'libs/connections/wire.ts': `export { Team } from '@pgai/contracts/teams.js';`,
  'libs/views/sql/wire.ts': `export { rule } from '@pgai/domain/rule.js';`,
  'libs/postgrest/wire.ts': `export { rule } from '@pgai/domain/rule.js';`,
  'libs/collab/wire.ts': `export { Team } from '@pgai/contracts/teams.js';`,
  'apps/api/src/start.ts': `export const start = 1;`,
  'apps/api/src/orders/orders.ts': `import type { Team } from '../teams/team.js'; export type Order = { team: Team };`,
  'apps/api/src/teams/team.ts': `import { page } from '../platform/page.js'; export type Team = typeof page;`,
  'apps/api/src/platform/page.ts': `export const page = 1;`,
  'apps/api/src/platform/menu.ts': `export type { Team } from '../teams/team.js';`,
  'apps/projector/src/run.ts': `export { start } from '../../api/src/start.js';`,
  'apps/projector/src/wire.ts': `import type { Team } from '@pgai/contracts/teams.js'; export type Row = typeof Team;`,
  'apps/web/src/lib/orders/orders.api.ts': `import { Team } from '@pgai/contracts/teams.js'; export const team = Team;`,
  'apps/web/src/lib/orders/Order.svelte': `<script lang="ts">import { rule } from '@pgai/domain/rule.js';</script><p>{rule}</p>`,
  'apps/web/src/lib/ui/Button.svelte': `<script lang="ts">import { team } from '#lib/orders/orders.api.ts';</script><p>{team}</p>`,
};

const caught = [
  'no-circular: libs/domain/orders/order.ts → libs/domain/shelves/shelf.ts',
  'not-to-unresolvable: libs/vault/lost.ts → ./nowhere.js',
  'libs-not-apps: libs/vault/server.ts → apps/api/src/start.ts',
  'apps-not-apps: apps/projector/src/run.ts → apps/api/src/start.ts',
  'domain-pure: libs/domain/clock.ts → process',
  'contracts-pure: libs/contracts/orders.ts → libs/domain/rule.ts',
  'event-store-on-its-own: libs/event-store/append.ts → node_modules/pg/esm/index.mjs',
  'event-node-on-its-own: libs/event-node/serve.ts → libs/domain/rule.ts',
  'db-on-its-own: libs/db/orders.ts → libs/vault/lock.ts',
  'vault-on-its-own: libs/vault/shelf.ts → node_modules/kysely/dist/index.js',
  'vault-on-its-own: libs/vault/server.ts → apps/api/src/start.ts',
  'vault-on-its-own: libs/vault/lost.ts → ./nowhere.js',
  'ledger-on-its-own: libs/ledger/tree.ts → libs/domain/rule.ts',
  'target-on-its-own: libs/target/dial.ts → node_modules/kysely/dist/index.js',
  'catalog-on-its-own: libs/catalog/read.ts → node_modules/pg/esm/index.mjs',
  'schemas-on-its-own: libs/schemas/wire.ts → libs/contracts/teams.ts',
  'connections-on-its-own: libs/connections/wire.ts → libs/contracts/teams.ts',
  'views-on-its-own: libs/views/sql/wire.ts → libs/domain/rule.ts',
  'postgrest-on-its-own: libs/postgrest/wire.ts → libs/domain/rule.ts',
  'collab-on-its-own: libs/collab/wire.ts → libs/contracts/teams.ts',
  'api-features-apart: apps/api/src/orders/orders.ts → apps/api/src/teams/team.ts',
  'api-features-apart: apps/api/src/platform/menu.ts → apps/api/src/teams/team.ts',
  'projector-not-contracts: apps/projector/src/wire.ts → libs/contracts/teams.ts',
  'web-only-contracts: apps/web/src/lib/orders/Order.svelte → libs/domain/rule.ts',
  'ui-knows-no-feature: apps/web/src/lib/ui/Button.svelte → apps/web/src/lib/orders/orders.api.ts',
];

describe('a planted violation', () => {
  const tree = mkdtempSync(join(tmpdir(), 'pgai-architecture-'));
  beforeAll(() => plant(tree));
  afterAll(() => rmSync(tree, { recursive: true }));

  it('is caught, for every rule, and nothing else is', () => {
    expect(violations(tree)).toEqual(caught.toSorted());
  });

  it('is there for every rule', () => {
    const shown = new Set(caught.map((line) => line.split(':')[0]));

    expect(rules.filter(({ name }) => !shown.has(name))).toEqual([]);
  });
});

/** The same layout as the real tree, with its package files and packages, but these sources only. */
function plant(tree: string) {
  for (const [file, source] of Object.entries(planted)) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), source);
  }
  mkdirSync(join(tree, 'node_modules/@pgai'), { recursive: true });
  for (const lib of [
    'domain',
    'contracts',
    'event-store',
    'event-node',
    'db',
    'vault',
    'ledger',
    'target',
    'views',
    'collab',
    'postgrest',
    'connections',
  ]) {
    cpSync(join(root, 'libs', lib, 'package.json'), join(tree, 'libs', lib, 'package.json'));
    symlinkSync(`../../libs/${lib}`, join(tree, 'node_modules/@pgai', lib));
  }
  cpSync(join(root, 'apps/web/package.json'), join(tree, 'apps/web/package.json'));
  for (const name of ['zod', 'pg', 'kysely', 'svelte']) {
    cpSync(join(root, 'node_modules', name), join(tree, 'node_modules', name), { recursive: true });
  }
}
