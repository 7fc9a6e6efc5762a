import {
  closeCode,
  isWrite,
  message,
  type Rights,
  readRights,
  readSaved,
  sync,
} from '@pgai/collab/protocol.js';
import type { Decoder } from 'lib0/decoding';
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import type { Doc } from 'yjs';

/** What became of what was typed here. */
export type Kept = 'loading' | 'saved' | 'saving' | 'offline';

export type Closed = 'not-signed-in' | 'refused' | 'not-found' | 'conflict' | 'too-large';

const closings: Record<number, Closed> = {
  [closeCode.notSignedIn]: 'not-signed-in',
  [closeCode.refused]: 'refused',
  [closeCode.notFound]: 'not-found',
  [closeCode.conflict]: 'conflict',
  [closeCode.tooLarge]: 'too-large',
};

type Listener = {
  kept: (kept: Kept) => void;
  rights: (rights: Rights) => void;
  /** for good: the socket does not come again */
  closed: (why: Closed) => void;
};

/** The way of a document to the server and back; it comes again after every break, and tells what is stored there. */
export function connect(doc: Doc, awareness: Awareness, name: string, listener: Listener) {
  let sent = 0;
  let stored = 0;
  let asked = false;
  let loaded = false;

  const tell = () => {
    if (!provider.wsconnected) return listener.kept(loaded ? 'offline' : 'loading');
    if (!provider.synced) return listener.kept(loaded ? 'saving' : 'loading');
    loaded = true;
    listener.kept(asked && stored < sent ? 'saving' : 'saved');
  };

  // Every socket counts its own writes, as the server does.
  class CountingSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      sent = 0;
      stored = 0;
      asked = false;
    }
    override send(data: Uint8Array<ArrayBuffer>) {
      if (isWrite(data)) sent += 1;
      super.send(data);
      tell();
    }
  }

  const provider = new WebsocketProvider(`${location.origin.replace(/^http/, 'ws')}/collab`, name, doc, {
    awareness,
    disableBc: true,
    connect: false,
    WebSocketPolyfill: CountingSocket,
  });

  speakForOneself(provider);

  const handlers = provider.messageHandlers as ((
    encoder: unknown,
    decoder: Decoder,
    ...rest: unknown[]
  ) => void)[];
  const takeSync = handlers[message.sync];
  handlers[message.sync] = (encoder, decoder, ...rest) => {
    if (decoder.arr[decoder.pos] === sync.step1) asked = true;
    takeSync?.(encoder, decoder, ...rest);
  };
  handlers[message.saved] = (_, decoder) => {
    stored = readSaved(decoder);
    tell();
  };
  handlers[message.rights] = (_, decoder) => listener.rights(readRights(decoder));

  provider.on('status', tell);
  provider.on('sync', tell);
  provider.on('closed', ({ code }) => listener.closed(closings[code] ?? 'refused'));
  provider.connect();

  // Back online: no reason to sit out the rest of the pause between two tries.
  const again = () => {
    if (provider.wsconnected || !provider.shouldConnect) return;
    provider.disconnect();
    provider.connect();
  };
  addEventListener('online', again);
  return () => {
    removeEventListener('online', again);
    provider.destroy();
  };
}

/** y-websocket passes on what it hears of others; of many pages each would tell the server about all. */
function speakForOneself(provider: WebsocketProvider) {
  const { awareness, _awarenessUpdateHandler: say } = provider;
  awareness.off('update', say);
  provider._awarenessUpdateHandler = (change: Record<'added' | 'updated' | 'removed', number[]>, origin) => {
    const own = Object.values(change).flat().includes(awareness.clientID);
    if (own) say({ added: [], updated: [awareness.clientID], removed: [] }, origin);
  };
  awareness.on('update', provider._awarenessUpdateHandler);
}
