import type { Problem } from '@pgai/contracts/problem.js';
import type { ViewPreview } from '@pgai/contracts/view-analysis.js';
import type { ViewParameter } from '@pgai/contracts/view-definition.js';
import { parametersOf } from '@pgai/views/definition/content.js';
import { aborted } from '#lib/api/lines.ts';
import { problemOf } from '#lib/api/problem-error.ts';
import type { Draft } from '../draft.svelte.ts';
import { previewView } from '../views.api.ts';

/** The parameters of what is being edited. */
export const parametersIn = ({ content }: Draft) => (content ? parametersOf(content) : []);

/** Running a draft, and what came of it. The newest run wins; one that nobody waits for ends on the server too. */
export class Run {
  busy = $state(false);
  preview = $state.raw<ViewPreview>();
  problem = $state.raw<Problem>();
  /** of parameters, by name, as typed; null is null */
  values = $state<Record<string, string | null>>({});
  /** a run was asked for that needs values first */
  asking = $state(false);

  readonly #draft: Draft;
  readonly #team: string;
  readonly #view: string;
  #running: AbortController | undefined;

  constructor(draft: Draft, team: string, view: string) {
    this.#draft = draft;
    this.#team = team;
    this.#view = view;
  }

  /** Values for the parameters there are now: what was typed, or what is their default. */
  given(): Record<string, string | null> {
    return Object.fromEntries(
      parametersIn(this.#draft).flatMap(({ name, required, default_value }) => {
        const typed = Object.hasOwn(this.values, name) ? this.values[name] : undefined;
        const value = typed ?? (required ? undefined : default_value);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  }

  get missing(): ViewParameter[] {
    const given = this.given();
    return parametersIn(this.#draft).filter(({ name, required }) => required && !Object.hasOwn(given, name));
  }

  #answered = 0;

  /** Runs once for every time it was asked for, also when this pane came only after the question. */
  answer(runs: number) {
    if (runs <= this.#answered) return;
    this.#answered = runs;
    void this.start();
  }

  async start() {
    const { content, branch } = this.#draft;
    if (!content) return;
    this.asking = this.missing.length > 0;
    if (this.asking) return;
    this.cancel();
    const mine = new AbortController();
    this.#running = mine;
    this.busy = true;
    this.problem = undefined;
    try {
      const draft = { branch, content, parameters: this.given() };
      const preview = await previewView(this.#team, this.#view, draft, mine.signal);
      if (this.#running === mine) this.preview = preview;
    } catch (error) {
      if (this.#running === mine && !mine.signal.aborted && !aborted(error)) this.problem = problemOf(error);
    } finally {
      if (this.#running === mine) this.busy = false;
    }
  }

  cancel() {
    this.#running?.abort();
    this.#running = undefined;
    this.busy = false;
  }
}

const runs = new WeakMap<Draft, Run>();

/** The one run of a draft, for the button above and the pane below. */
export function runOf(draft: Draft, team: string, view: string): Run {
  const known = runs.get(draft);
  if (known) return known;
  const run = new Run(draft, team, view);
  runs.set(draft, run);
  return run;
}
