import { createHash } from 'node:crypto';

/**
 * Id of a command's n-th event: UUIDv5 with the command's id as namespace. The same command sent again makes the same
 * ids, so the store recognises the append.
 */
export function eventId(commandId: string, index: number) {
  const namespace = Buffer.from(commandId.replaceAll('-', ''), 'hex');
  if (namespace.length !== 16) throw new TypeError(`"${commandId}" is not a UUID.`);
  const bytes = createHash('sha1').update(namespace).update(String(index)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
