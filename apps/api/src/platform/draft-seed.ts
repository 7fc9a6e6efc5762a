import type { DocumentName } from '@pgai/collab/document-name.js';

/** What an empty draft is filled with when somebody opens it, as the feature that knows views says it. */
export abstract class DraftSeed {
  abstract fill(name: DocumentName): Promise<void>;
}
