import type { Problem } from '@pgai/contracts/problem.js';
import type { VersionDiff, ViewDefinition } from '@pgai/contracts/views.js';
import { problemOf } from '#lib/api/problem-error.ts';
import type { Draft } from '../draft.svelte.ts';
import { diffVersions } from '../views.api.ts';

const afterMs = 400;

/** What the draft changes against the version that counts; asked again some time after the last edit. */
export class DraftDiff {
  diff = $state.raw<VersionDiff>();
  problem = $state.raw<Problem>();
  #asked = 0;

  constructor(draft: () => Draft, view: () => ViewDefinition, team: () => string) {
    $effect(() => {
      const [{ analysis, branch }, { id, version }, of] = [draft(), view(), team()];
      if (!analysis || version === null) {
        this.diff = undefined;
        return;
      }
      const timer = setTimeout(() => void this.#ask(of, id, version, branch), afterMs);
      return () => clearTimeout(timer);
    });
  }

  async #ask(team: string, view: string, version: string, branch: string) {
    const mine = ++this.#asked;
    try {
      const diff = await diffVersions(team, view, version, `draft:${branch}`);
      if (mine === this.#asked) [this.diff, this.problem] = [diff, undefined];
    } catch (error) {
      if (mine === this.#asked) this.problem = problemOf(error);
    }
  }
}
