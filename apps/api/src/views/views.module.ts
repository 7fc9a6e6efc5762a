import { Module } from '@nestjs/common';
import { ChangeView } from './change-view.js';
import { CommentsController } from './comments.controller.js';
import { CommentHandler } from './comments.handler.js';
import { CommentQueries } from './comments.queries.js';
import { ImportController } from './import.controller.js';
import { ImportView } from './import-view.js';
import { LineageController } from './lineage.controller.js';
import { LocksController } from './locks.controller.js';
import { RunsController } from './runs.controller.js';
import { ViewDrafts } from './view-drafts.js';
import { ViewLineages } from './view-lineages.js';
import { ViewNames } from './view-names.js';
import { ViewRuns } from './view-runs.js';
import { ViewsController } from './views.controller.js';
import { ViewHandler } from './views.handler.js';
import { ViewQueries } from './views.queries.js';

@Module({
  controllers: [
    ImportController,
    RunsController,
    LineageController,
    ViewsController,
    CommentsController,
    LocksController,
  ],
  providers: [
    ChangeView,
    CommentHandler,
    CommentQueries,
    ViewDrafts,
    ViewHandler,
    ViewLineages,
    ViewNames,
    ViewQueries,
    ViewRuns,
    ImportView,
  ],
})
export class ViewsModule {}
