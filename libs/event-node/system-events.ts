import { randomUUID } from 'node:crypto';
import type { StoredEvent } from './event.js';
import { ticks } from './head.js';

/** A fresh log is not empty, as clients of the protocol expect: it begins with the settings of an open node. */
export function systemEvents(): StoredEvent[] {
  const created = ticks(Date.now());
  return [
    { stream: '$$$settings', type: '$metadata', fields: { $maxCount: 1 } },
    { stream: '$settings', type: '$settings', fields: { $userStreamAcl: {}, $systemStreamAcl: {} } },
  ].map(({ stream, type, fields }, index) => ({
    position: BigInt(index + 1),
    stream,
    revision: 0n,
    id: randomUUID(),
    type,
    json: true,
    data: Buffer.from(JSON.stringify(fields)),
    meta: new Uint8Array(),
    created,
  }));
}
