import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const EMPTY = '00000000-0000-0000-0000-000000000000';

/** The wire has two forms of a uuid: text, and two signed halves. Undefined when it is empty or not a uuid. */
export function parseUuid(uuid: UUID | undefined) {
  const text = uuid?.hasStructured() ? fromHalves(uuid) : uuid?.getString().toLowerCase();
  return text && text !== EMPTY && pattern.test(text) ? text : undefined;
}

function fromHalves(uuid: UUID) {
  const halves = uuid.getStructured();
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64BE(BigInt(halves?.getMostSignificantBits() ?? 0), 0);
  bytes.writeBigInt64BE(BigInt(halves?.getLeastSignificantBits() ?? 0), 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export const toBytes = (uuid: string) => Buffer.from(uuid.replaceAll('-', ''), 'hex');
