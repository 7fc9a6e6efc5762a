import * as Y from 'yjs';
import { partsOfDocument } from './layout.js';

/** Takes back only what was done under this origin, so each person's own edits, and never what others made of them since. */
export const undoFor = (doc: Y.Doc, origin: unknown): Y.UndoManager =>
  new Y.UndoManager(partsOfDocument(doc), { trackedOrigins: new Set([origin]) });
