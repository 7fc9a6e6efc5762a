import type { Decoder } from 'lib0/decoding';
import { readVarString, readVarUint } from 'lib0/decoding';
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding';

/**
 * What is spoken at `/collab/<document name>`: the protocol of y-websocket (0 to 3, updates in Yjs' first encoding alone)
 * and two messages that only the server sends. Every message begins with its number as a varUint.
 *
 *     0 sync       varUint 0, 1 or 2, varUint8Array      step 1 (state vector), step 2 (update), update
 *     1 awareness  varUint8Array                         as y-protocols writes it; the server sets `user.id` and `user.name`
 *     3 query      nothing                               asks for the awareness of all
 *     4 saved      varUint                               so many of this socket's writes are stored, whatever happens next
 *     5 rights     varString                             JSON of `Rights`: once after the socket has opened, then when they change
 *
 * A write is a step 2 or an update, counted from the opening of the socket, as `isWrite` tells them. A page is saved when
 * the server has sent a step 1 and as many writes are stored as it has sent, saving when fewer are, offline without a
 * socket. Whoever may not write gets no step 1, so that y-websocket sends no step 2. While writes are refused they are not
 * counted as stored; a step 1 asks for all of them as soon as they are welcome again.
 */
export const message = { sync: 0, awareness: 1, auth: 2, query: 3, saved: 4, rights: 5 } as const;
export const sync = { step1: 0, step2: 1, update: 2 } as const;

/** `locked` names who locked the view and until when. */
export type Rights = {
  write: boolean;
  why?: 'read-only' | 'locked' | 'archived' | 'too-large';
  by?: string;
  until?: string;
};

/** y-websocket comes again after any other code; after these the provider emits `closed` instead. */
export const closeCode = {
  notSignedIn: 4401,
  /** what was sent breaks a rule: this page should be loaded anew */
  refused: 4403,
  /** no such draft, or no right to see it (any more) */
  notFound: 4404,
  /** this copy stands on edits that the server never got, and nobody brought them */
  conflict: 4409,
  tooLarge: 4413,
} as const;

export const isWrite = (frame: Uint8Array) =>
  frame[0] === message.sync && (frame[1] === sync.step2 || frame[1] === sync.update);

export const writeSaved = (writes: number) => {
  const encoder = createEncoder();
  writeVarUint(encoder, message.saved);
  writeVarUint(encoder, writes);
  return toUint8Array(encoder);
};

/** For `messageHandlers[message.saved]`: the decoder stands after the number of the message. */
export const readSaved = (decoder: Decoder) => readVarUint(decoder);

export const writeRights = (rights: Rights) => {
  const encoder = createEncoder();
  writeVarUint(encoder, message.rights);
  writeVarString(encoder, JSON.stringify(rights));
  return toUint8Array(encoder);
};

export const readRights = (decoder: Decoder) => JSON.parse(readVarString(decoder)) as Rights;
