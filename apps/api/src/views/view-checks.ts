import { Injectable } from '@nestjs/common';
import type { ViewAnalysis } from '@pgai/contracts/view-analysis.js';
import type { ValidateView } from '@pgai/contracts/views.js';
import { ProblemError } from '../platform/problem.js';
import { type Change, ChangeView } from './change-view.js';
import { ViewAnalyses } from './view-analyses.js';
import { ViewDrafts } from './view-drafts.js';

/** Looks at drafts while they are edited: nothing runs and nothing is logged. */
@Injectable()
export class ViewChecks {
  constructor(
    private readonly change: ChangeView,
    private readonly drafts: ViewDrafts,
    private readonly analyses: ViewAnalyses,
  ) {}

  async of(
    id: string,
    { branch, content }: ValidateView,
    { teamId, by }: Pick<Change, 'teamId' | 'by'>,
  ): Promise<ViewAnalysis> {
    const { state } = await this.change.known(id, teamId);
    try {
      const asked = content ?? (await this.drafts.draft(id, branch, teamId)).content;
      return await this.analyses.of(asked, { ...state, teamId, by });
    } catch (error) {
      // a draft that two people edited at once may be no definition any more
      if (error instanceof ProblemError && error.more.faults) return unreadable(error.more.faults);
      throw error;
    }
  }
}

const unreadable = (faults: ViewAnalysis['faults']): ViewAnalysis => ({
  valid: false,
  faults,
  columns: [],
  sql: null,
  complexity: { tables: 0, joins: 0, columns: 0, expressions: 0 },
  duration_ms: 0,
});
