/** What a change may do to whoever reads or writes through this schema; see docs/decisions/0018. */
export type RuleClass = 'breaking' | 'conditional' | 'non-breaking' | 'info';

type Rule = readonly [kind: RuleClass, condition: string | null, message: string];

const breaking = (message: string): Rule => ['breaking', null, message];
const conditional = (condition: string, message: string): Rule => ['conditional', condition, message];
const safe = (message: string): Rule => ['non-breaking', null, message];
const info = (message: string): Rule => ['info', null, message];

/** One line per rule. Ids never change their meaning; a new meaning is a new id. */
export const rules = {
  'base-table-removed': breaking('Table {object} is gone'),
  'base-table-added': info('Table {object} is new'),
  'base-table-renamed': info('Table {before} is now called {object}; views follow'),
  'base-table-moved-schema': info('Table {before} is now {object}; views follow'),
  'base-column-removed': breaking('Column {part} of {object} is gone'),
  'base-column-removed-unread': info('Column {part} of {object} is gone; nothing in the database read it'),
  'base-column-added': info('Table {object} has a new column {part}'),
  'base-column-renamed': info('Column {before} of {object} is now called {part}; views keep their names'),
  'base-column-retyped': info('Column {part} of {object} changed from {before} to {after}'),
  'base-storage-changed': info('{object} is stored differently: {before} ▸ {after}'),
  'base-function-body-changed': conditional(
    'results differ for stored data',
    '{object}, used by others, computes differently',
  ),
  'base-trigger-changed': conditional(
    'stored values or side effects differ',
    'Trigger {part} of {object} changed',
  ),
  'upstream-view-changed': info('View {object} changed below other views'),
  'id-generation-changed': conditional(
    'clients rely on growing or guessable ids',
    '{part} of {object} gets its values from {after}, not {before}',
  ),

  'resource-removed': breaking('{object} no longer exists'),
  'resource-renamed': breaking('{before} is now {object}'),
  'resource-added': safe('{kind} {object} is new'),
  'column-removed': breaking('{object} no longer returns {part}'),
  'column-renamed': breaking('{object} calls {before} now {part}'),
  'column-added': safe('{object} also returns {part}'),
  'column-reordered': conditional('CSV or positional readers', 'Columns of {object} come in another order'),
  'column-type-widened': safe('{object}.{part} holds larger values ({before} ▸ {after})'),
  'column-type-narrowed': breaking('{object}.{part} holds fewer values ({before} ▸ {after})'),
  'json-shape-by-type-change': breaking(
    '{object}.{part} was {before}, is now {after}: another kind of JSON value',
  ),
  'string-format-changed': breaking('{object}.{part} is written differently: {before} ▸ {after}'),
  'exactness-lost': breaking('{object}.{part} is no longer exact ({before} ▸ {after})'),
  'numeric-scale-changed': conditional(
    'clients compare or hash text',
    '{object}.{part} has other decimals ({before} ▸ {after})',
  ),
  'json-text-form-changed': conditional(
    'clients rely on key order, spaces or double keys',
    '{object}.{part} is written in another key order ({before} ▸ {after})',
  ),
  'text-length-loosened-response': safe('{object}.{part} may be longer ({before} ▸ {after})'),
  'text-length-tightened-response': info('{object}.{part} is shorter ({before} ▸ {after})'),
  'enum-to-text': conditional(
    'clients sort by it or rely on the refusal of unknown values',
    '{object}.{part} is free text now',
  ),
  'text-to-enum': breaking('{object}.{part} accepts only the labels of {after}'),
  'nullability-loosened-response': conditional(
    'a null really occurs and the client has no case for it',
    '{object}.{part} may now be empty',
  ),
  'nullability-tightened-response': safe('{object}.{part} is now always filled'),
  'column-collation-changed': conditional(
    'requests order or compare by it',
    '{object}.{part} sorts by other rules ({before} ▸ {after})',
  ),
  'expression-semantics-changed': conditional(
    'results differ for stored data',
    'The query of {object} changed',
  ),
  'definition-reformatted': info('Only the wording of {object} changed'),
  'view-to-materialized': conditional(
    'clients need fresh data',
    '{object} now shows data as of its last refresh',
  ),
  'materialized-unpopulated': breaking('{object} is empty until its first refresh'),
  'documentation-changed': info('The description of {object} {part} changed'),

  'write-required-field-added': breaking('{object} now needs {part} on insert'),
  'write-required-field-relaxed': safe('{part} is optional on insert into {object}'),
  'default-value-changed': conditional(
    'clients omit the field',
    '{object}.{part} is filled with {after} instead of {before}',
  ),
  'constraint-tightened': breaking('{object} refuses more: {after}'),
  'constraint-relaxed': safe('{object} accepts more than before: {before} is gone'),
  'constraint-renamed': info('Constraint {before} of {object} is now called {part}'),
  'upsert-target-removed': breaking('Upsert by {before} no longer works on {object}'),
  'upsert-target-added': safe('{object} can be upserted by {after}'),
  'row-identity-lost': breaking('Rows of {object} have no key that clients can address'),
  'explicit-key-refused': breaking('{object} chooses {part} itself'),
  'column-became-read-only': breaking('{object}.{part} can no longer be set'),
  'column-became-writable': safe('{object}.{part} can be set'),
  'referential-action-changed': breaking(
    'Deleting or changing what {object} refers to has another effect: {before} ▸ {after}',
  ),
  'embed-relation-removed': breaking('{object} is no longer tied by {part}: {before}'),
  'embed-relation-added': safe('{object} is tied by {part}: {after}'),

  'enum-value-added-response': safe('{object} may now be {part}'),
  'enum-value-renamed': breaking('{before} of {object} is now {part}'),
  'enum-value-removed': breaking('{part} no longer exists in {object}'),
  'enum-order-changed': conditional(
    'clients sort or range-filter by it',
    'Labels of {object} sort in another order',
  ),
  'type-added': info('Type {object} is new'),
  'type-removed': info('Type {object} is gone'),
  'type-renamed': info('Type {before} is now called {object}'),
  'type-changed': conditional('values no longer fit', 'Type {object} changed: {before} ▸ {after}'),

  'function-removed': breaking('{object} no longer exists'),
  'function-added': safe('{object} is new'),
  'function-overload-added': safe('{object} has another form ({after})'),
  'function-overload-removed': breaking('{object} lost its form ({before})'),
  'function-renamed': breaking('{before} is now {object}'),
  'function-argument-renamed': breaking('Argument {before} of {object} is now {after}'),
  'function-argument-removed': breaking('{object} no longer takes {part}'),
  'function-argument-added-required': breaking('{object} now needs {part}'),
  'function-argument-added-optional': safe('{object} may take {part}'),
  'function-argument-default-removed': breaking('{object} now needs arguments that had a default'),
  'function-argument-default-changed': conditional(
    'clients omit the argument',
    '{object} assumes {after} instead of {before}',
  ),
  'function-argument-type-changed': conditional(
    'literals parse differently',
    'Argument {part} of {object} is {after} now, was {before}',
  ),
  'function-return-shape-changed': breaking('{object} returned {before}, returns {after}'),
  'function-volatility-raised': conditional(
    'the body writes, or a release refuses GET',
    '{object} may write ({before} ▸ {after})',
  ),
  'function-volatility-lowered': safe('{object} promises to change less ({before} ▸ {after})'),
  'function-strict-added': conditional('clients send null', '{object} answers null when an argument is null'),
  'function-strict-removed': info('{object} runs with null arguments too'),
  'function-security-changed': conditional(
    'callers lack or gain rights, other row policies',
    '{object} runs with the rights of {after}, not {before}',
  ),
  'function-body-changed': conditional('results or effects differ', '{object} works differently inside'),
  'function-config-changed': conditional(
    'name resolution or limits change',
    '{object} runs with other settings',
  ),

  'grant-removed': breaking('{part} may no longer {before} {object}'),
  'grant-added': safe('{part} may now {after} {object}'),
  'column-grant-removed': breaking('Rights on single columns of {object} were taken away: {before}'),
  'schema-usage-revoked': breaking('{part} lost access to schema {object}'),
  'execute-revoked': breaking('{part} may no longer call {object}'),
  'rls-enabled-without-policy': breaking(
    'Row security of {object} is on and has no policy: others see nothing',
  ),
  'rls-policy-narrowed': conditional(
    'rows the role read are out',
    'Policy {part}: roles may see fewer rows of {object}',
  ),
  'rls-policy-widened': conditional(
    'private rows appear',
    'Policy {part}: roles may see more rows of {object}',
  ),
  'rls-policy-changed': conditional(
    'rows the role read are out, or private rows appear',
    'Policy {part} of {object} changed',
  ),
  'security-invoker-added': conditional(
    'caller lacks base rights, or row policies now apply',
    "{object} now runs with the caller's rights",
  ),
  'security-invoker-removed': conditional(
    'row policies existed',
    "{object} now runs with its owner's rights: row policies may be bypassed",
  ),
  'owner-changed': conditional(
    "owner's rights or bypass differ",
    '{object} belongs to {after}, not {before}',
  ),

  'index-removed': info('Index {part} of {object} is gone: {before}'),
  'index-added': info('{object} has a new index {part}: {after}'),
  'index-changed': info('Index {part} of {object} changed: {before} ▸ {after}'),
  'schema-added': info('Schema {object} is new'),
  'schema-removed': info('Schema {object} is gone'),
  'schema-renamed': info('Schema {before} is now called {object}'),
  'extension-changed': info('Extension {object}: {before} ▸ {after}'),
} as const satisfies Record<string, Rule>;
