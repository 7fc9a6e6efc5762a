import { z } from 'zod';
import { Page } from './list.js';
import { bumps, OutputColumn, VersionChange, ViewAnalysis } from './view-analysis.js';
import {
  longestSql,
  QueryBuilderConfig,
  ViewContent,
  ViewParameter,
  viewProfiles,
} from './view-definition.js';

export const ViewId = z.uuid({ error: 'A view id is a UUID.' });

/** What a view is called is what clients will ask for, so it needs no escaping in SQL, in a URL or in a file name. */
export const ViewName = z.string({ error: 'A name is needed.' }).regex(/^[a-z_][a-z0-9_]{0,62}$/, {
  error: 'Small letters, digits and _, not beginning with a digit, at most 63.',
});

export const mainBranch = 'main';
export const BranchName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, {
  error: 'Small letters, digits, dots, dashes, at most 63.',
});
export const Version = z.string().regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/, {
  error: 'A version like 1.2.3.',
});
/** PostgreSQL keeps neither NUL nor half of a surrogate pair. */
const storable = (text: string) => !text.includes('\0') && !/\p{Surrogate}/u.test(text);
/** In an address: a commit by its number. */
export const CommitNumber = z.coerce.number().int().min(1).max(2_147_483_647);
/** In an address: a version, or what is being edited in `main` or in another branch. */
export const VersionOrDraft = z.union([
  Version,
  z.literal('draft'),
  z.templateLiteral(['draft:', BranchName]),
]);

const Text = z.string().refine(storable, { error: 'A character that is none.' });
const Description = Text.max(10_000, { error: 'At most 10,000 characters.' });
const Note = Text.trim().max(4_000, { error: 'At most 4,000 characters.' });

export const CreateView = z
  .strictObject({
    connection_id: z.uuid({ error: 'A connection id is a UUID.' }),
    name: ViewName,
    description: Description.default(''),
    profile: z.enum(viewProfiles),
    sql_definition: z.string().max(longestSql).optional(),
    query_builder_config: QueryBuilderConfig.optional(),
    parameters: z.array(ViewParameter).max(100).optional(),
  })
  .meta({ id: 'CreateView' });
export type CreateView = z.infer<typeof CreateView>;

/** Takes a view that a database has into the platform; its history starts with what it is now. */
export const ImportView = z
  .strictObject({
    connection_id: z.uuid({ error: 'A connection id is a UUID.' }),
    /** of the view in the catalogue */
    object_id: z.number().int().min(1).max(4_294_967_295),
    name: ViewName.optional(),
  })
  .meta({ id: 'ImportView' });
export type ImportView = z.infer<typeof ImportView>;

/** What became of it: a tree, or SQL where `left` is the construct that has no place in one. */
export const ViewImported = z
  .object({
    id: z.uuid(),
    revision: z.number().int(),
    profile: z.enum(viewProfiles),
    left: z.string().nullable(),
  })
  .meta({ id: 'ViewImported' });
export type ViewImported = z.infer<typeof ViewImported>;

export const LineageQuery = z
  .strictObject({ branch: BranchName.default(mainBranch) })
  .meta({ id: 'LineageQuery' });
export type LineageQuery = z.infer<typeof LineageQuery>;

export const UpdateView = z
  .strictObject({ name: ViewName.optional(), description: Description.optional() })
  .meta({ id: 'UpdateView' });
export type UpdateView = z.infer<typeof UpdateView>;

/** Of which draft: what is being edited in a branch, or, given along, something that is nowhere yet. */
const draft = { branch: BranchName.default(mainBranch), content: ViewContent.optional() };

export const ValidateView = z.strictObject(draft).meta({ id: 'ValidateView' });
export type ValidateView = z.infer<typeof ValidateView>;

/** Values of parameters by name, as text. */
const ParameterValues = z.record(z.string(), z.string().nullable()).default({});

export const PreviewView = z
  .strictObject({
    ...draft,
    limit: z.number().int().min(1).max(1_000).default(100),
    parameters: ParameterValues,
  })
  .meta({ id: 'PreviewView' });
export type PreviewView = z.infer<typeof PreviewView>;

export const PlanView = z
  .strictObject({ ...draft, analyze: z.boolean().default(false), parameters: ParameterValues })
  .meta({ id: 'PlanView' });
export type PlanView = z.infer<typeof PlanView>;

export const CommitView = z
  .strictObject({ branch: BranchName.default(mainBranch), message: Note.default('') })
  .meta({ id: 'CommitView' });
export type CommitView = z.infer<typeof CommitView>;

/** Without `bump` the one that the changes ask for; a smaller one needs a reason. */
export const TagVersion = z
  .strictObject({
    branch: BranchName.default(mainBranch),
    notes: Note.default(''),
    bump: z.enum(bumps).optional(),
    reason: Note.optional(),
  })
  .meta({ id: 'TagVersion' });
export type TagVersion = z.infer<typeof TagVersion>;

export const RollBackView = z.strictObject({ notes: Note.default('') }).meta({ id: 'RollBackView' });
export type RollBackView = z.infer<typeof RollBackView>;

/** The draft of the branch becomes what a commit or a version holds, by an edit forward. */
export const RestoreDraft = z
  .strictObject({ branch: BranchName.default(mainBranch), commit: z.number().int().min(1) })
  .meta({ id: 'RestoreDraft' });
export type RestoreDraft = z.infer<typeof RestoreDraft>;

export const CreateBranch = z
  .strictObject({ name: BranchName, from: BranchName.default(mainBranch) })
  .meta({ id: 'CreateBranch' });
export type CreateBranch = z.infer<typeof CreateBranch>;

/** One part that both sides changed, and what each made of it; `key` names it, as `columns/<id>/alias`. */
export const MergeConflict = z
  .object({
    key: z.string(),
    label: z.string(),
    base: z.unknown(),
    ours: z.unknown(),
    theirs: z.unknown(),
    /** the same for people, as SQL where it is some */
    words: z.object({ base: z.string(), ours: z.string(), theirs: z.string() }),
  })
  .meta({ id: 'MergeConflict' });
export type MergeConflict = z.infer<typeof MergeConflict>;

export const MergeBranch = z
  .strictObject({
    into: BranchName.default(mainBranch),
    /** by the key of a conflict, which side is right: `ours` is the branch merged into */
    resolutions: z.record(z.string(), z.enum(['ours', 'theirs'])).default({}),
    message: Note.default(''),
  })
  .meta({ id: 'MergeBranch' });
export type MergeBranch = z.infer<typeof MergeBranch>;

export const BranchMerged = z
  .object({
    id: z.uuid(),
    revision: z.number().int(),
    merged: z.boolean(),
    commit: z.number().int().nullable(),
    conflicts: z.array(MergeConflict),
  })
  .meta({ id: 'BranchMerged' });
export type BranchMerged = z.infer<typeof BranchMerged>;

export const LockView = z
  .strictObject({
    reason: Text.trim().min(1, { error: 'A reason is needed.' }).max(200),
    minutes: z.number().int().min(1).max(240).default(15),
  })
  .meta({ id: 'LockView' });
export type LockView = z.infer<typeof LockView>;

export const ViewLock = z
  .object({ by: z.string(), reason: z.string(), until: z.string() })
  .meta({ id: 'ViewLock' });
export type ViewLock = z.infer<typeof ViewLock>;

export const ViewCommitted = z
  .object({
    id: z.uuid(),
    revision: z.number().int(),
    /** commits of a view are counted from 1 */
    commit: z.number().int(),
    content_hash: z.string(),
  })
  .meta({ id: 'ViewCommitted' });
export type ViewCommitted = z.infer<typeof ViewCommitted>;

export const VersionTagged = z
  .object({
    id: z.uuid(),
    revision: z.number().int(),
    version: z.string(),
    content_hash: z.string(),
    bump: z.enum(bumps),
    /** what the changes ask for */
    proposed: z.enum(bumps),
    changes: z.array(VersionChange),
  })
  .meta({ id: 'VersionTagged' });
export type VersionTagged = z.infer<typeof VersionTagged>;

export const ViewRow = z
  .object({
    id: z.uuid(),
    connection_id: z.uuid(),
    name: z.string(),
    description: z.string(),
    profile: z.enum(viewProfiles),
    /** the version that counts; null before the first */
    version: z.string().nullable(),
    branches: z.number().int(),
    /** committed since the last version */
    ahead: z.number().int(),
    archived: z.boolean(),
    created_by: z.string().nullable(),
    created_at: z.string(),
    updated_at: z.string(),
    revision: z.number().int(),
  })
  .meta({ id: 'ViewRow' });
export type ViewRow = z.infer<typeof ViewRow>;
export const ViewList = z.object({ data: z.array(ViewRow), page: Page }).meta({ id: 'ViewList' });
export type ViewList = z.infer<typeof ViewList>;

export const BranchRow = z
  .object({
    name: z.string(),
    /** the newest commit, and where the branch left the one it comes from */
    head: z.number().int(),
    base: z.number().int().nullable(),
    from: z.string().nullable(),
    created_by: z.string().nullable(),
    created_at: z.string(),
  })
  .meta({ id: 'BranchRow' });
export type BranchRow = z.infer<typeof BranchRow>;

export const CommitRow = z
  .object({
    commit: z.number().int(),
    branch: z.string(),
    parent: z.number().int().nullable(),
    content_hash: z.string(),
    message: z.string(),
    /** everyone whose edits are in it */
    contributors: z.array(z.string()),
    by: z.string().nullable(),
    at: z.string(),
  })
  .meta({ id: 'CommitRow' });
export type CommitRow = z.infer<typeof CommitRow>;

export const VersionRow = z
  .object({
    version: z.string(),
    commit: z.number().int(),
    content_hash: z.string(),
    notes: z.string(),
    bump: z.enum(bumps),
    proposed: z.enum(bumps),
    /** why it is smaller than proposed */
    reason: z.string().nullable(),
    /** the version it goes back to, of a rollback */
    restores: z.string().nullable(),
    by: z.string().nullable(),
    at: z.string(),
    changes: z.array(VersionChange),
  })
  .meta({ id: 'VersionRow' });
export type VersionRow = z.infer<typeof VersionRow>;

/** The view of the product's specification, with what became of it here. */
export const ViewDefinition = z
  .object({
    ...ViewRow.shape,
    schema: z.string(),
    /** of the newest commit of `main` */
    sql_definition: z.string(),
    query_builder_config: QueryBuilderConfig.nullable(),
    content: ViewContent,
    content_hash: z.string(),
    /** `schema.name` of what it reads */
    dependencies: z.array(z.string()),
    performance_metrics: z.object({
      last_preview_ms: z.number().nullable(),
      last_execution_ms: z.number().nullable(),
      estimated_rows: z.number().nullable(),
      measured_at: z.string().nullable(),
    }),
    branch_list: z.array(BranchRow),
    versions: z.array(VersionRow),
    lock: ViewLock.nullable(),
  })
  .meta({ id: 'ViewDefinition' });
export type ViewDefinition = z.infer<typeof ViewDefinition>;

export const CommitList = z.object({ data: z.array(CommitRow), page: Page }).meta({ id: 'CommitList' });
export type CommitList = z.infer<typeof CommitList>;

export const CommitDetail = z
  .object({ ...CommitRow.shape, content: ViewContent, sql: z.string() })
  .meta({ id: 'CommitDetail' });
export type CommitDetail = z.infer<typeof CommitDetail>;

export const VersionList = z.object({ data: z.array(VersionRow) }).meta({ id: 'VersionList' });
export type VersionList = z.infer<typeof VersionList>;

export const VersionDetail = z
  .object({ ...VersionRow.shape, content: ViewContent, sql: z.string(), columns: z.array(OutputColumn) })
  .meta({ id: 'VersionDetail' });
export type VersionDetail = z.infer<typeof VersionDetail>;

/** What is different between two versions (or a version and a draft), by meaning first, as text second. */
export const VersionDiff = z
  .object({
    from: z.string(),
    to: z.string(),
    proposed: z.enum(bumps).nullable(),
    changes: z.array(VersionChange),
    /** the parts of the tree: `columns/<id>` … */
    nodes: z.array(
      z.object({
        key: z.string(),
        label: z.string(),
        change: z.enum(['added', 'removed', 'changed', 'moved']),
        before: z.unknown(),
        after: z.unknown(),
        /** the same for people, as SQL where it is some */
        words: z.object({ before: z.string(), after: z.string() }),
      }),
    ),
    from_sql: z.string(),
    to_sql: z.string(),
  })
  .meta({ id: 'VersionDiff' });
export type VersionDiff = z.infer<typeof VersionDiff>;

export const ViewUse = z
  .object({
    kind: z.enum(['view', 'database-view', 'routine', 'policy', 'endpoint']),
    id: z.string(),
    schema: z.string().nullable(),
    name: z.string(),
    columns: z.array(z.string()),
  })
  .meta({ id: 'ViewUse' });
export type ViewUse = z.infer<typeof ViewUse>;

/** Where every output column comes from, and what reads this view. */
export const ViewLineage = z
  .object({
    columns: z.array(OutputColumn),
    /** every column of a table without which the view cannot be, also those only filtered or joined by */
    needs: z.array(z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) })),
    used_by: z.array(ViewUse),
  })
  .meta({ id: 'ViewLineage' });
export type ViewLineage = z.infer<typeof ViewLineage>;

/** What going back to a version would change for whoever reads the view. */
export const RollbackImpact = z
  .object({
    version: z.string(),
    becomes: z.string(),
    changes: z.array(VersionChange),
    used_by: z.array(ViewUse),
    analysis: ViewAnalysis,
  })
  .meta({ id: 'RollbackImpact' });
export type RollbackImpact = z.infer<typeof RollbackImpact>;

/** A comment hangs on the view, on a node of the tree, or on a stretch of the text. */
export const CommentAnchor = z
  .union([
    z.strictObject({ node: z.string().max(100) }),
    /** ends of the stretch as relative positions of Yjs, base64; `quote` is what stood there */
    z.strictObject({
      start: z.string().max(500),
      end: z.string().max(500),
      quote: z.string().max(500),
      in: z.enum(['sql', 'description']),
    }),
    z.null(),
  ])
  .meta({ id: 'CommentAnchor' });
export type CommentAnchor = z.infer<typeof CommentAnchor>;

const CommentText = z
  .string({ error: 'A text is needed.' })
  .refine(storable, { error: 'A character that is none.' })
  .trim()
  .min(1, { error: 'A text is needed.' })
  .max(4_000, { error: 'At most 4,000 characters.' });
const Mentions = z.array(z.uuid()).max(50).default([]);

export const AddComment = z
  .strictObject({
    branch: BranchName.default(mainBranch),
    anchor: CommentAnchor.default(null),
    text: CommentText,
    mentions: Mentions,
  })
  .meta({ id: 'AddComment' });
export type AddComment = z.infer<typeof AddComment>;
export const ReplyToComment = z
  .strictObject({ text: CommentText, mentions: Mentions })
  .meta({ id: 'ReplyToComment' });
export type ReplyToComment = z.infer<typeof ReplyToComment>;

export const CommentId = z.uuid({ error: 'A comment id is a UUID.' });
export const CommentThread = z
  .object({
    id: z.uuid(),
    branch: z.string(),
    anchor: CommentAnchor,
    resolved: z.boolean(),
    messages: z.array(
      z.object({
        id: z.uuid(),
        by: z.string().nullable(),
        text: z.string(),
        mentions: z.array(z.string()),
        at: z.string(),
      }),
    ),
  })
  .meta({ id: 'CommentThread' });
export type CommentThread = z.infer<typeof CommentThread>;
export const CommentList = z.object({ data: z.array(CommentThread) }).meta({ id: 'CommentList' });
export type CommentList = z.infer<typeof CommentList>;
