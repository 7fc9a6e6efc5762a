/**
 * That somebody ran a view, and what it took; never what it returned. Facts of the stream `view_runs-<id of the view>`, beside
 * the view's own, so that looking at rows is no reason to refuse a change to whoever edits meanwhile.
 */
export type ViewRunEvent =
  | {
      type: 'ViewPreviewed';
      data: { branch: string; content_hash: string; rows: number; truncated: boolean; duration_ms: number };
    }
  | {
      type: 'ViewPlanCaptured';
      data: {
        branch: string;
        content_hash: string;
        /** it really ran; without, the planner only thought about it */
        analyzed: boolean;
        estimated_rows: number;
        estimated_cost: number;
        execution_ms: number | null;
      };
    };
