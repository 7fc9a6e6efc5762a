import { describe, it } from 'vitest';
import { given } from '../testing/given.js';
import { auditExport, type ExportEvent } from './export.js';

const team_id = 'meridian';
const asked = {
  team_id,
  format: 'csv' as const,
  filter: { action: 'TeamRenamed' },
  recipient: { $sealed: 'AAAA' },
};
const ada = { kind: 'user' as const, id: 'ada' };
const grace = { kind: 'user' as const, id: 'grace' };
const key = { kind: 'api_key' as const, id: 'key', role: 'admin' as const };
const requested = (needs_approval: boolean): ExportEvent => ({
  type: 'ExportRequested',
  data: { ...asked, needs_approval, requested_by: ada },
});
const made = { rows: 2, bytes: 99, sha256: 'ab', tree_size: 7, expires_at: '2026-11-22T00:00:00.000Z' };
const approved: ExportEvent = { type: 'ExportApproved', data: { approved_by: 'grace' } };
const completed: ExportEvent = { type: 'ExportCompleted', data: made };
const now = '2026-11-21T12:00:00.000Z';

describe('an export', () => {
  it('is asked for', () =>
    given(auditExport)
      .when({ type: 'RequestExport', ...asked, needs_approval: true, by: ada })
      .decides(requested(true)));
  it('that needs approval is not for keys', () =>
    given(auditExport)
      .when({ type: 'RequestExport', ...asked, needs_approval: true, by: key })
      .refused('people-only'));
  it('is approved by somebody else', () =>
    given(auditExport, requested(true))
      .when({ type: 'ApproveExport', team_id, by: grace })
      .decides(approved));
  it('is not approved by who asked for it', () =>
    given(auditExport, requested(true))
      .when({ type: 'ApproveExport', team_id, by: ada })
      .refused('own-export'));
  it('is not rejected by who asked for it either', () =>
    given(auditExport, requested(true))
      .when({ type: 'RejectExport', team_id, by: ada })
      .refused('own-export'));
  it('is not approved by a key', () =>
    given(auditExport, requested(true))
      .when({ type: 'ApproveExport', team_id, by: key })
      .refused('people-only'));
  it('is decided once', () =>
    given(auditExport, requested(true), approved)
      .when({ type: 'RejectExport', team_id, by: grace })
      .refused('export-decided'));
  it('that waits has no file', () =>
    given(auditExport, requested(true))
      .when({ type: 'DownloadExport', team_id, by: ada, now })
      .refused('export-not-ready'));
  it('that waits is not completed', () =>
    given(auditExport, requested(true))
      .when({ type: 'CompleteExport', ...made })
      .decides());
  it('is completed once', () =>
    given(auditExport, requested(false), completed)
      .when({ type: 'CompleteExport', ...made })
      .decides());
  it('is fetched while it is there', () =>
    given(auditExport, requested(false), completed)
      .when({ type: 'DownloadExport', team_id, by: ada, now })
      .decides({ type: 'ExportDownloaded', data: { downloaded_by: 'ada' } }));
  it('is gone after its time, also before it is removed', () =>
    given(auditExport, requested(false), completed)
      .when({ type: 'DownloadExport', team_id, by: ada, now: made.expires_at })
      .refused('export-expired'));
  it('expires once', () =>
    given(auditExport, requested(false), completed, { type: 'ExportExpired', data: {} })
      .when({ type: 'ExpireExport' })
      .decides());
  it('that was never asked for is not there', () =>
    given(auditExport).when({ type: 'ApproveExport', team_id, by: grace }).refused('export-not-found'));
  it('of another team is not there', () =>
    given(auditExport, requested(true))
      .when({ type: 'ApproveExport', team_id: 'other', by: grace })
      .refused('export-not-found'));
});
