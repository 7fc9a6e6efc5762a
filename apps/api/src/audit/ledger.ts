import { Injectable } from '@nestjs/common';
import type { AuditCheckpoint, AuditVerdict } from '@pgai/contracts/audit.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { entryLine, exportHead } from '@pgai/ledger/export.js';
import {
  consistencyProof,
  inclusionProof,
  inclusionProofs,
  type Subtree,
  treeRoot,
} from '@pgai/ledger/proofs.js';
import type { Signer } from '@pgai/ledger/signed-checkpoint.js';
import { ledgerSigner } from '@pgai/ledger/signing-key.js';
import { Config } from '../platform/config.js';
import { compareWithLog } from './compare-with-log.js';
import { LedgerQueries } from './ledger.queries.js';

const exportedTogether = 200;
const base64 = (hashes: Buffer[]) => hashes.map((hash) => hash.toString('base64'));

/** What the ledger can prove, signed with the key that is derived from the master key. */
@Injectable()
export class Ledger {
  private readonly signer: Signer;
  private readonly read = (wanted: Subtree[]) => this.queries.subtrees(wanted);
  private comparing: Promise<AuditVerdict> | undefined;

  constructor(
    private readonly queries: LedgerQueries,
    private readonly store: EventStore,
    { masterKey, publicUrl }: Config,
  ) {
    this.signer = ledgerSigner(masterKey, publicUrl);
  }

  /** `since`: the size of a tree somebody has kept; the proof shows that this one goes on from it. */
  async checkpoint(since?: number): Promise<AuditCheckpoint> {
    const head = await this.head();
    if (since !== undefined && since > head.size)
      throw new DomainError('invalid', 'invalid-input', `since: the ledger has ${head.size} entries.`);
    const consistency =
      since === undefined ? null : base64(await consistencyProof(since, head.size, this.read));
    const { verifier: public_key } = this.signer;
    const { size, root } = head;
    return {
      checkpoint: this.signer.sign(head),
      public_key,
      size,
      root: root.toString('base64'),
      consistency,
    };
  }

  /** That this leaf is in the tree as it is now. */
  async prove(leaf: number) {
    const head = await this.head();
    return {
      proof: base64(await inclusionProof(leaf, head.size, this.read)),
      checkpoint: this.signer.sign(head),
      public_key: this.signer.verifier,
    };
  }

  /** Reads the whole log; who asks while that goes on gets the same answer. */
  compare(): Promise<AuditVerdict> {
    this.comparing ??= compareWithLog(this.queries, this.store).finally(() => {
      this.comparing = undefined;
    });
    return this.comparing;
  }

  /** All entries of a team as JSON Lines, each with its proof. */
  async *export(teamId: string) {
    const head = await this.head();
    const leaves = await this.queries.leavesOf(teamId, head.size);
    yield `${exportHead(this.signer, head, teamId, leaves)}\n`;
    for (let from = 0; from < leaves.length; from += exportedTogether) {
      const rows = await this.queries.entriesOf(teamId, leaves.slice(from, from + exportedTogether));
      const indexes = rows.map(({ leaf_index }) => Number(leaf_index));
      const proofs = await inclusionProofs(indexes, head.size, this.read);
      for (const [n, { position, stream, revision, event_id, action, data, metadata }] of rows.entries()) {
        const place = { leaf_index: indexes[n] as number, position, stream, revision: Number(revision) };
        const proof = base64(proofs[n] as Buffer[]);
        yield `${entryLine({ ...place, id: event_id, type: action, data, metadata, proof })}\n`;
      }
    }
  }

  private async head() {
    const size = await this.queries.size();
    return { size, root: await treeRoot(size, this.read) };
  }
}
