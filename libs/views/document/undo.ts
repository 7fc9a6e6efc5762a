import * as Y from 'yjs';
import { partsOfDocument } from './layout.js';

/**
 * Takes back only what was done under this origin, so each person's own edits, and never what others made of them since.
 * Every edit of it is a step of its own however fast they come; what is typed, which has an origin of its own, goes by
 * bursts.
 */
export function undoFor(doc: Y.Doc, origin: unknown): Y.UndoManager {
  const manager = new Y.UndoManager(partsOfDocument(doc), { trackedOrigins: new Set([origin]) });
  const step = (transaction: Y.Transaction) => transaction.origin === origin && manager.stopCapturing();
  doc.on('beforeTransaction', step);
  doc.once('destroy', () => doc.off('beforeTransaction', step));
  return manager;
}
