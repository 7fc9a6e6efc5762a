import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import { type Actor, peopleOnly } from '../permissions/actor.js';
import type { Sealed } from '../personal.js';

export type ExportFormat = 'csv' | 'jsonl';

/** Which entries: by column, and from one time to another. */
export type ExportFilter = Readonly<
  Partial<Record<'from' | 'to' | 'action' | 'actor_id' | 'resource_type' | 'resource_id', string>>
>;

type Requested = {
  team_id: string;
  format: ExportFormat;
  filter: ExportFilter;
  /** for whom it is made, sealed under the id of the export */
  recipient: Sealed;
  requested_by: { kind: 'user' | 'api_key'; id: string };
  needs_approval: boolean;
};

type Made = { rows: number; bytes: number; sha256: string; tree_size: number; expires_at: string };

export type ExportCommand =
  | ({ type: 'RequestExport'; by: Actor } & Omit<Requested, 'requested_by'>)
  | { type: 'ApproveExport'; team_id: string; by: Actor }
  | { type: 'RejectExport'; team_id: string; by: Actor }
  | ({ type: 'CompleteExport' } & Made)
  | { type: 'FailExport'; reason: string }
  | { type: 'DownloadExport'; team_id: string; by: Actor; now: string }
  | { type: 'ExpireExport' };

export type ExportEvent =
  | { type: 'ExportRequested'; data: Requested }
  | { type: 'ExportApproved'; data: { approved_by: string } }
  | { type: 'ExportRejected'; data: { rejected_by: string } }
  | { type: 'ExportCompleted'; data: Made }
  | { type: 'ExportFailed'; data: { reason: string } }
  | { type: 'ExportDownloaded'; data: { downloaded_by: string } }
  | { type: 'ExportExpired'; data: Record<string, never> };

type There = { requested: Requested; approved_by: string | null };

export type Export =
  | { status: 'absent' }
  | ({ status: 'waiting' | 'making' | 'rejected' | 'failed' | 'expired' } & There)
  | ({ status: 'ready'; made: Made } & There);

export const exportNotFound = () =>
  new DomainError('not-found', 'export-not-found', 'There is no such export.');

const expired = () =>
  new DomainError('conflict', 'export-expired', 'The file has been removed.', 'Ask for a new export.');

/**
 * A file with entries of the audit: asked for, approved by somebody else where the team wants it, made, fetched, removed.
 * Nobody approves their own; a key asks for none that needs approval, as its issuer could approve it.
 */
export const auditExport: Decider<Export, ExportCommand, ExportEvent> = {
  initial: { status: 'absent' },

  decide(command, state) {
    if (command.type === 'RequestExport') {
      const { type, by, ...asked } = command;
      if (state.status !== 'absent')
        throw new DomainError('conflict', 'export-exists', 'This export was asked for before.');
      if (by.kind === 'system' || (by.kind === 'api_key' && asked.needs_approval)) throw peopleOnly();
      return [{ type: 'ExportRequested', data: { ...asked, requested_by: { kind: by.kind, id: by.id } } }];
    }
    if (state.status === 'absent') throw exportNotFound();
    if ('team_id' in command && command.team_id !== state.requested.team_id) throw exportNotFound();
    const { status } = state;
    switch (command.type) {
      case 'ApproveExport':
      case 'RejectExport': {
        const { by, type } = command;
        if (by.kind !== 'user') throw peopleOnly();
        if (by.id === state.requested.requested_by.id)
          throw new DomainError('forbidden', 'own-export', 'Nobody decides about their own export.');
        if (status !== 'waiting')
          throw new DomainError(
            'conflict',
            'export-decided',
            'This export does not wait for approval any more.',
          );
        return type === 'ApproveExport'
          ? [{ type: 'ExportApproved', data: { approved_by: by.id } }]
          : [{ type: 'ExportRejected', data: { rejected_by: by.id } }];
      }
      case 'CompleteExport': {
        const { type, ...made } = command;
        return status === 'making' ? [{ type: 'ExportCompleted', data: made }] : [];
      }
      case 'FailExport':
        return status === 'making' ? [{ type: 'ExportFailed', data: { reason: command.reason } }] : [];
      case 'DownloadExport':
        if (status === 'expired' || (state.status === 'ready' && state.made.expires_at <= command.now))
          throw expired();
        if (status !== 'ready')
          throw new DomainError('conflict', 'export-not-ready', 'There is no file of this export.');
        return [{ type: 'ExportDownloaded', data: { downloaded_by: command.by.id } }];
      case 'ExpireExport':
        return status === 'ready' ? [{ type: 'ExportExpired', data: {} }] : [];
    }
  },

  evolve(state, event) {
    if (event.type === 'ExportRequested') {
      const { data: requested } = event;
      return { status: requested.needs_approval ? 'waiting' : 'making', requested, approved_by: null };
    }
    if (state.status === 'absent') return state;
    const { requested, approved_by } = state;
    switch (event.type) {
      case 'ExportApproved':
        return { status: 'making', requested, approved_by: event.data.approved_by };
      case 'ExportRejected':
        return { status: 'rejected', requested, approved_by };
      case 'ExportCompleted':
        return { status: 'ready', requested, approved_by, made: event.data };
      case 'ExportFailed':
        return { status: 'failed', requested, approved_by };
      case 'ExportExpired':
        return { status: 'expired', requested, approved_by };
      default:
        return state; // a download changes no rule, nor does an event written by a newer version
    }
  },
};
