import { parentPort, workerData } from 'node:worker_threads';
import * as Y from 'yjs';

const doc = new Y.Doc();
doc.transact(() => {
  for (const part of workerData as Uint8Array[]) Y.applyUpdate(doc, part);
});
parentPort?.postMessage(Y.encodeStateAsUpdate(doc));
