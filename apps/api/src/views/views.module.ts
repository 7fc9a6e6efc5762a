import { Module } from '@nestjs/common';
import { ChangeView } from './change-view.js';
import { CommentsController } from './comments.controller.js';
import { CommentHandler } from './comments.handler.js';
import { CommentQueries } from './comments.queries.js';
import { LocksController } from './locks.controller.js';
import { ViewDrafts } from './view-drafts.js';
import { ViewNames } from './view-names.js';
import { ViewsController } from './views.controller.js';
import { ViewHandler } from './views.handler.js';
import { ViewQueries } from './views.queries.js';

@Module({
  controllers: [ViewsController, CommentsController, LocksController],
  providers: [ChangeView, CommentHandler, CommentQueries, ViewDrafts, ViewHandler, ViewNames, ViewQueries],
})
export class ViewsModule {}
