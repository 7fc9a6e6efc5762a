import { createHash } from 'node:crypto';
import { csvRecord, RecordCount } from './csv.js';
import { type Manifest, openManifest } from './manifest.js';
import { BadCheckpoint, type Checkpoint } from './signed-checkpoint.js';

export const csvColumns = [
  'position',
  'at',
  'action',
  'actor_kind',
  'actor_id',
  'resource_type',
  'resource_id',
  'success',
  'error_message',
  'data',
  'stream',
  'revision',
  'event_id',
  'correlation_id',
  'leaf_index',
  'leaf_hash',
  'watermark',
] as const;
export type CsvRow = Record<(typeof csvColumns)[number], string>;

export const csvHead = () => csvRecord(csvColumns);
export const csvRow = (row: CsvRow) => csvRecord(csvColumns.map((column) => row[column]));
/** The last record of the file: its one cell is the signed manifest and the key it is checked by. */
export const csvManifest = (manifest: string, publicKey: string) => csvRecord([`${publicKey}\n${manifest}`]);

export type CsvVerdict = {
  rows: number;
  publicKey: string;
  manifest?: Manifest;
  checkpoint?: Checkpoint;
  failure?: string;
};

/** Needs nothing but the bytes, and a public key that is trusted. */
export function verifyCsv(bytes: Buffer, trusted?: string): CsvVerdict {
  const mark = bytes.lastIndexOf('\r\n"', bytes.length - 3);
  const body = bytes.subarray(0, mark + 2);
  const cell = bytes
    .subarray(mark + 3)
    .toString()
    .replace(/"\r\n$/, '')
    .replaceAll('""', '"');
  const [own = '', ...note] = cell.split('\n');
  const publicKey = trusted ?? own;
  const count = new RecordCount();
  count.add(body);
  const rows = Math.max(0, count.records - 1);
  try {
    const { checkpoint, manifest } = openManifest(note.join('\n'), publicKey);
    const whole = Buffer.concat([body, Buffer.from(csvManifest(note.join('\n'), own))]);
    if (!whole.equals(bytes) || own !== publicKey) throw new BadCheckpoint('Something follows the manifest.');
    if (manifest.sha256 !== createHash('sha256').update(body).digest('hex'))
      throw new BadCheckpoint('The file is not the one that was signed.');
    if (manifest.rows !== String(rows)) throw new BadCheckpoint(`It should have ${manifest.rows} rows.`);
    return { rows, publicKey, manifest, checkpoint };
  } catch (error) {
    return { rows, publicKey, failure: error instanceof Error ? error.message : String(error) };
  }
}
