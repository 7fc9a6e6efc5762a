import { parentPort, workerData } from 'node:worker_threads';
import * as Y from 'yjs';

/** One update for many, without the content of what was deleted. */
export function joined(parts: Uint8Array[]) {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const part of parts) Y.applyUpdate(doc, part);
  });
  return Y.encodeStateAsUpdate(doc);
}

const { compacts } = (workerData ?? {}) as { compacts?: Uint8Array[] };
if (compacts) parentPort?.postMessage(joined(compacts));
