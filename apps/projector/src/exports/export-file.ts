import { canonicalJson } from '@pgai/ledger/canonical-json.js';
import { csvHead, csvManifest, csvRow } from '@pgai/ledger/csv-export.js';
import { entryLine, exportHead, manifestLine } from '@pgai/ledger/export.js';
import { inclusionProofs, type ReadSubtrees } from '@pgai/ledger/proofs.js';
import type { Signer } from '@pgai/ledger/signed-checkpoint.js';
import type { LedgerRow } from './ledger-rows.js';

export type Frame = {
  signer: Signer;
  head: { size: number; root: Buffer };
  team: string;
  exportId: string;
  leaves: number[];
  /** in every line: which export this is of, and for whom it was made */
  watermark: string;
};

/** How the two formats are written: what comes first, an entry, and last of all the signed manifest. */
export type Writer = {
  begin(): string;
  entries(rows: LedgerRow[], read: ReadSubtrees): Promise<string>;
  end(manifest: string): string;
};

const base64 = (hashes: Buffer[]) => hashes.map((hash) => hash.toString('base64'));

const jsonLines = ({ signer, head, team, exportId, leaves, watermark }: Frame): Writer => ({
  begin: () => `${exportHead(signer, head, team, leaves, exportId)}\n`,
  async entries(rows, read) {
    const indexes = rows.map(({ leaf_index }) => Number(leaf_index));
    const proofs = await inclusionProofs(indexes, head.size, read);
    return rows
      .map(({ position, stream, revision, event_id, action, data, metadata }, n) => {
        const place = { leaf_index: indexes[n] as number, position, stream, revision: Number(revision) };
        const proof = base64(proofs[n] as Buffer[]);
        return `${entryLine({ ...place, id: event_id, type: action, data, metadata, proof, watermark })}\n`;
      })
      .join('');
  },
  end: (manifest) => `${manifestLine(manifest)}\n`,
});

const table = ({ signer, watermark }: Frame): Writer => ({
  begin: csvHead,
  async entries(rows) {
    return rows
      .map((row) => {
        const { position, action, actor_kind, actor_id, resource_type, resource_id, stream, revision } = row;
        const { event_id, correlation_id, leaf_index, subtrees } = row;
        const success = !/(Refused|Failed)$/.test(action);
        const { detail, reason } = row.data as { detail?: string; reason?: string };
        return csvRow({
          ...{ position, action, actor_kind, actor_id, resource_type, resource_id, stream, revision },
          ...{ event_id, correlation_id, leaf_index, watermark },
          at: row.at.toISOString(),
          success: String(success),
          error_message: success ? '' : String(detail ?? reason ?? ''),
          data: canonicalJson(row.data),
          leaf_hash: subtrees[0]?.toString('base64') ?? '',
        });
      })
      .join('');
  },
  end: (manifest) => csvManifest(manifest, signer.verifier),
});

export const writers = { csv: table, jsonl: jsonLines };
