import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding';
import { Malformed, Reader } from './reader.js';

export type Presence = { client: number; clock: number /** null: it is gone */; state: object | null };
export type Person = { id: string; name: string };

const mostAtOnce = 500;
const longestState = 4_096;

/** @throws Malformed */
export function readAwareness(bytes: Uint8Array): Presence[] {
  const reader = new Reader(bytes);
  const count = reader.uint();
  if (count > mostAtOnce) throw new Malformed('That is awareness of too many.');
  const read = Array.from({ length: count }, (): Presence => {
    const [client, clock] = [reader.uint(), reader.uint()];
    const text = reader.text();
    if (client > 0xffff_ffff || text.length > longestState) throw new Malformed('A state is too long.');
    return { client, clock, state: parse(Buffer.from(text).toString()) };
  });
  if (reader.at !== bytes.length) throw new Malformed('Something follows its end.');
  return read;
}

export function writeAwareness(entries: Iterable<Presence>) {
  const list = [...entries];
  const encoder = createEncoder();
  writeVarUint(encoder, list.length);
  for (const { client, clock, state } of list) {
    writeVarUint(encoder, client);
    writeVarUint(encoder, clock);
    writeVarString(encoder, JSON.stringify(state));
  }
  return toUint8Array(encoder);
}

/** Who somebody is the server says; a page chooses the colours at most. */
export function signed(state: object, { id, name }: Person) {
  const said = 'user' in state && typeof state.user === 'object' ? state.user : {};
  const colours = Object.entries(said ?? {}).filter(
    ([key, value]) => (key === 'color' || key === 'colorLight') && colour.test(String(value)),
  );
  return { ...state, user: { ...Object.fromEntries(colours), id, name } };
}

const colour = /^#[0-9a-f]{6}([0-9a-f]{2})?$/i;

function parse(text: string) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Malformed('A state is not JSON.');
  }
  if (typeof value !== 'object' || Array.isArray(value)) throw new Malformed('A state is no object.');
  return value;
}
