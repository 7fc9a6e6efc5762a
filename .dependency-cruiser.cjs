// Who may import what. test/architecture.spec.ts runs these rules, and shows for each that it fires.

/** A package in node_modules, wherever that folder is. */
const packages = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

/** A lib that may use itself, what is named, and Node; what it offers to tests, in `testing/`, may use more. */
const onlyOn = (lib, ...allowed) => ({
  name: `${lib}-on-its-own`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: '/testing/' },
  to: { pathNot: [`^libs/${lib}/`, ...allowed], dependencyTypesNot: ['core'] },
});

const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    never('no-circular', 'Two files that need each other are one idea.', {}, { circular: true }),
    never(
      'not-to-unresolvable',
      'An import that leads nowhere escapes every other rule.',
      {},
      { couldNotResolve: true, pathNot: ['^\\$(app|env)/', '/\\$types(\\.js)?$', '^virtual:'] },
    ),
    never('libs-not-apps', 'Libs know nothing of who uses them.', { path: '^libs/' }, { path: '^apps/' }),
    never(
      'apps-not-apps',
      'Processes talk through the log and over HTTP.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),

    never(
      'domain-pure',
      'Rules are pure: not even Node.',
      { path: '^libs/domain/' },
      { pathNot: '^libs/domain/' },
    ),
    never(
      'contracts-pure',
      'The wire is not the model; and it runs in the browser.',
      { path: '^libs/contracts/' },
      { pathNot: ['^libs/contracts/', packages('zod')] },
    ),
    onlyOn('event-store', '^libs/domain/', packages('@eventstore/db-client')),
    onlyOn(
      'event-node',
      packages('@eventstore/db-client', '@grpc/grpc-js', 'google-protobuf', 'pg', '@types/pg'),
    ),
    onlyOn('db', packages('pg', '@types/pg', 'kysely', 'node-pg-migrate')),
    onlyOn('vault', packages('pg', '@types/pg')),
    onlyOn('ledger'),
    onlyOn('catalog'),
    onlyOn('schemas', '^libs/(catalog|connections|domain|event-store|target)/', packages('pg', '@types/pg')),
    onlyOn('target', packages('pg', '@types/pg')),
    onlyOn('connections', '^libs/(domain|event-store|target|vault)/'),
    onlyOn(
      'views',
      '^libs/(catalog|contracts|target)/',
      packages(
        'libpg-query',
        '@libpg-query/[^/]+',
        '@pgsql/[^/]+',
        'sql-formatter',
        'yjs',
        'pg',
        '@types/pg',
      ),
    ),
    onlyOn('postgrest', '^libs/views/', packages('pg', '@types/pg')),
    onlyOn('collab', packages('lib0', 'pg', '@types/pg', 'ws', '@types/ws', 'yjs')),

    never(
      'api-features-apart',
      'A feature may use the platform, never another feature; and the platform knows none.',
      { path: '^apps/api/src/([^/]+)/' },
      { path: '^apps/api/src/[^/]+/', pathNot: '^apps/api/src/($1|platform)/' },
    ),
    never(
      'projector-not-contracts',
      'Read models follow events, not the wire.',
      { path: '^apps/projector/' },
      { path: '^libs/contracts/' },
    ),
    never(
      'web-only-contracts',
      'The browser knows the wire, the table of permissions, how versions count, what a query is, and nothing behind them.',
      { path: '^apps/web/' },
      {
        path: '^libs/',
        pathNot: [
          '^libs/(contracts|domain/permissions)/',
          '^libs/domain/views/version-number\\.ts$',
          '^libs/catalog/browser/',
          '^libs/views/(analysis|definition|document|sql)/',
          '^libs/collab/(document-name|protocol)\\.ts$',
        ],
      },
    ),
    never(
      'ui-knows-no-feature',
      'The design system serves all features.',
      { path: '^apps/web/src/lib/ui/' },
      { path: '^apps/web/src/', pathNot: '^apps/web/src/lib/ui/' },
    ),
  ],
  options: {
    exclude: { path: ['^(apps|libs)/[^/]+/(dist|build|\\.svelte-kit)/', '\\.spec\\.ts$'] },
    doNotFollow: { path: '(^|/)node_modules/' },
    tsPreCompilationDeps: true, // types count: a type of another feature is knowledge of it
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@pgai/source', 'import', 'node', 'svelte', 'default'],
      extensions: ['.ts', '.js', '.svelte', '.d.ts'],
    },
  },
};
