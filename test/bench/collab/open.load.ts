import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { median } from '../harness.ts';
import { serveJobs } from '../load.ts';

export type Opening = { url: string; name: string; cookie: string; snapshot: string; times: number };
/** Milliseconds, medians. */
export type Opened = { opened: number; applied: number };

/** As pages have them: somebody listens to what changes. */
function emptyDoc() {
  const doc = new Y.Doc();
  doc.on('update', () => undefined);
  return doc;
}

/** From the first byte until the page has all of the draft. */
const open = ({ url, name, cookie }: Opening) =>
  new Promise<void>((resolve, reject) => {
    const doc = emptyDoc();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/collab/${name}`, { headers: { cookie } });
    socket.on('error', reject);
    socket.on('open', () => socket.send(Uint8Array.of(0, 0, 1, 0)));
    socket.on('message', (frame: Buffer) => {
      const from = createDecoder(frame);
      if (readVarUint(from) !== 0) return;
      const step = readVarUint(from);
      if (step === 0) return;
      Y.applyUpdate(doc, readVarUint8Array(from));
      if (step !== 1) return;
      resolve();
      socket.terminate();
    });
  });

serveJobs(async (job: Opening): Promise<Opened> => {
  const content = Buffer.from(job.snapshot, 'base64');
  const [opened, applied]: [number[], number[]] = [[], []];
  for (let n = 0; n < job.times; n++) {
    let began = performance.now();
    Y.applyUpdate(emptyDoc(), content);
    applied.push(performance.now() - began);

    began = performance.now();
    await open(job);
    opened.push(performance.now() - began);
  }
  return { opened: median(opened.slice(2)), applied: median(applied.slice(2)) };
});
