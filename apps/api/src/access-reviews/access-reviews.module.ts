import { Module } from '@nestjs/common';
import { AccessLines } from './access-lines.js';
import { AccessReviewsController } from './access-reviews.controller.js';
import { AccessReviews } from './access-reviews.handler.js';
import { AccessReviewQueries } from './access-reviews.queries.js';

@Module({
  controllers: [AccessReviewsController],
  providers: [AccessLines, AccessReviews, AccessReviewQueries],
})
export class AccessReviewsModule {}
