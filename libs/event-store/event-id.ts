import { createHash } from 'node:crypto';

/** The same namespace and name always give the same id (RFC 9562, version 5). */
export function uuidV5(namespace: string, name: string) {
  const bytes = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  if (bytes.length !== 16) throw new TypeError(`"${namespace}" is not a UUID.`);
  const hash = createHash('sha1').update(bytes).update(name).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Id of a command's n-th event: the same command sent again is recognised by the store as the same append. */
export const eventId = (commandId: string, index: number) => uuidV5(commandId, String(index));
