import { once } from 'node:events';
import { message, sync } from '@pgai/collab/protocol.js';
import {
  createEncoder,
  toUint8Array,
  write,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding';
import WebSocket from 'ws';

type Part = number | string | Uint8Array | readonly number[];

/** Bytes as lib0 writes them: numbers as varUints, texts with their length, lists of bytes as they are. */
export function bytes(...parts: Part[]) {
  const encoder = createEncoder();
  for (const part of parts) {
    if (typeof part === 'number') writeVarUint(encoder, part);
    else if (typeof part === 'string') writeVarString(encoder, part);
    else for (const byte of part) write(encoder, byte);
  }
  return toUint8Array(encoder);
}

const framed = (kind: number[], content: Uint8Array) => {
  const encoder = createEncoder();
  for (const one of kind) writeVarUint(encoder, one);
  writeVarUint8Array(encoder, content);
  return toUint8Array(encoder);
};
export const updateOf = (update: Uint8Array) => framed([message.sync, sync.update], update);
export const step2Of = (update: Uint8Array) => framed([message.sync, sync.step2], update);
export const awarenessOf = (client: number, clock: number, state: unknown) =>
  framed([message.awareness], bytes(1, client, clock, JSON.stringify(state)));

/** A socket that says whatever it likes. */
export class RawPage {
  readonly frames: Buffer[] = [];
  readonly closed: Promise<number>;
  private readonly socket: WebSocket;

  constructor(url: string, path: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers });
    this.socket.on('message', (frame: Buffer) => this.frames.push(frame));
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.once('unexpected-response', (_, { statusCode }) => {
        resolve(statusCode ?? 0);
        this.socket.terminate();
      });
      this.socket.once('close', (code) => resolve(code));
    });
  }

  /** Once it has been told what it may do. */
  async opened() {
    while (this.frames.length === 0) await once(this.socket, 'message');
    return this;
  }

  send(frame: Uint8Array | string) {
    this.socket.send(frame);
  }

  leave() {
    this.socket.terminate();
  }
}
