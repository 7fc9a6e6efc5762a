import { Global, Module } from '@nestjs/common';
import { DraftSeed } from '../platform/draft-seed.js';
import { BranchesController } from './branches.controller.js';
import { ChangeBranches } from './change-branches.js';
import { ChangeVersions } from './change-versions.js';
import { ChangeView } from './change-view.js';
import { CommentsController } from './comments.controller.js';
import { CommentHandler } from './comments.handler.js';
import { CommentQueries } from './comments.queries.js';
import { DraftMarks } from './draft-marks.js';
import { ImportController } from './import.controller.js';
import { ImportView } from './import-view.js';
import { LineageController } from './lineage.controller.js';
import { LocksController } from './locks.controller.js';
import { RunsController } from './runs.controller.js';
import { VersionQueries } from './version-queries.js';
import { VersionsController } from './versions.controller.js';
import { ViewAnalyses } from './view-analyses.js';
import { ViewChecks } from './view-checks.js';
import { ViewDrafts } from './view-drafts.js';
import { ViewLineages } from './view-lineages.js';
import { ViewNames } from './view-names.js';
import { ViewRuns } from './view-runs.js';
import { ViewsController } from './views.controller.js';
import { ViewHandler } from './views.handler.js';
import { ViewQueries } from './views.queries.js';

/** Global for the one thing others need of it without knowing it: what an empty draft is filled with. */
@Global()
@Module({
  controllers: [
    ImportController,
    RunsController,
    LineageController,
    ViewsController,
    BranchesController,
    VersionsController,
    LocksController,
    CommentsController,
  ],
  providers: [
    ChangeBranches,
    ChangeVersions,
    ChangeView,
    CommentHandler,
    CommentQueries,
    DraftMarks,
    ImportView,
    VersionQueries,
    ViewAnalyses,
    ViewChecks,
    ViewDrafts,
    ViewHandler,
    ViewLineages,
    ViewNames,
    ViewQueries,
    ViewRuns,
    { provide: DraftSeed, useExisting: ViewDrafts },
  ],
  exports: [DraftSeed],
})
export class ViewsModule {}
