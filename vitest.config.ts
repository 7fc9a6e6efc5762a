import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

const conditions = ['@pgai/source', ...defaultServerConditions];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    maxWorkers: '100%', // of the processors; left to itself Vitest keeps one for whoever watches
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'libs/{domain,contracts,ledger}/**/*.spec.ts',
            'libs/postgrest/openapi/**/*.spec.ts',
            'libs/views/{analysis,definition,document,sql}/**/*.spec.ts',
            'test/*.spec.ts',
          ],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [
            'libs/views/server/**/*.spec.ts',
            'libs/postgrest/{configuration,installation,policy,publication}/**/*.spec.ts',
            'libs/{catalog,collab,connections,db,event-node,event-store,target,vault}/**/*.spec.ts',
            'apps/*/src/**/*.spec.ts',
            'test/{integration,local}/**/*.spec.ts',
          ],
          globalSetup: ['test/support/postgres.setup.ts'],
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.spec.ts'],
          globalSetup: ['test/support/local.setup.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 }, // after the others: one stack serves all journeys, and wants the machine
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
