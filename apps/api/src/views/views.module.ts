import { Module } from '@nestjs/common';
import { ChangeView } from './change-view.js';
import { ViewDrafts } from './view-drafts.js';
import { ViewNames } from './view-names.js';
import { ViewsController } from './views.controller.js';
import { ViewHandler } from './views.handler.js';
import { ViewQueries } from './views.queries.js';

@Module({
  controllers: [ViewsController],
  providers: [ChangeView, ViewDrafts, ViewHandler, ViewNames, ViewQueries],
})
export class ViewsModule {}
