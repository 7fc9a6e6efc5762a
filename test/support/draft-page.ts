import { isWrite, message, type Rights, readRights, readSaved, sync } from '@pgai/collab/protocol.js';
import type { Decoder } from 'lib0/decoding';
import { vi } from 'vitest';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

type Handler = (encoder: unknown, decoder: Decoder, ...rest: unknown[]) => void;

/** A page on a draft, as the web app has it: y-websocket, and how much of what it wrote is stored. */
export class DraftPage {
  readonly provider: WebsocketProvider;
  rights: Rights | undefined;
  closed: number | undefined;
  private sent = 0;
  private stored = 0;
  private asked = false;

  constructor(
    url: string,
    name: string,
    cookie: string,
    readonly doc = new Y.Doc(),
  ) {
    const page = this;
    class Socket extends WebSocket {
      constructor(address: string) {
        super(address, { headers: { cookie } });
        page.sent = page.stored = 0;
        page.asked = false;
      }
      override send(data: Uint8Array) {
        if (isWrite(data)) page.sent++;
        super.send(data);
      }
    }
    this.provider = new WebsocketProvider(`${url.replace('http', 'ws')}/collab`, name, doc, {
      WebSocketPolyfill: Socket as never,
      disableBc: true,
      maxBackoffTime: 200,
    });
    const handlers = this.provider.messageHandlers as Handler[];
    const ours = handlers[message.sync]!;
    handlers[message.sync] = (encoder, decoder, ...rest) => {
      if (decoder.arr[decoder.pos] === sync.step1) this.asked = true;
      ours(encoder, decoder, ...rest);
    };
    handlers[message.saved] = (_, decoder) => {
      this.stored = readSaved(decoder);
    };
    handlers[message.rights] = (_, decoder) => {
      this.rights = readRights(decoder);
    };
    this.provider.on('closed', ({ code }) => {
      this.closed = code;
    });
  }

  get sql() {
    return this.doc.getText('sql');
  }

  get saved() {
    return this.provider.synced && this.asked && this.stored === this.sent;
  }

  async synced() {
    await vi.waitUntil(() => this.provider.synced && this.rights, { timeout: 10_000, interval: 5 });
    return this;
  }

  whenSaved = () => vi.waitUntil(() => this.saved, { timeout: 10_000, interval: 5 });
  whenClosed = () => vi.waitUntil(() => this.closed, { timeout: 10_000, interval: 5 });
  whenSql = (text: string) =>
    vi.waitUntil(() => this.sql.toString() === text, { timeout: 10_000, interval: 5 });

  leave() {
    this.provider.destroy();
    this.provider.awareness.destroy();
  }
}
