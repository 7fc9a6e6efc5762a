import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AuditCheckpoint,
  AuditList,
  AuditPosition,
  AuditSince,
  AuditVerdict,
  ProvenAuditEntry,
} from '@pgai/contracts/audit.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { paged } from '../platform/list.js';
import { type ListQuery, parseList } from '../platform/list-query.js';
import { Needs } from '../platform/needs.js';
import { ApiList } from '../platform/openapi.js';
import { AuditQueries, auditFields, outcomeOf } from './audit.queries.js';
import { EntryDetail } from './entry-detail.js';
import { Ledger } from './ledger.js';

@ApiTags('Audit')
@Controller('api/teams/:team/audit')
export class AuditController {
  constructor(
    private readonly queries: AuditQueries,
    private readonly detail: EntryDetail,
    private readonly ledger: Ledger,
  ) {}

  @Get()
  @Needs('audit:read')
  @ApiOperation({ summary: 'Everything that happened in a team, newest first' })
  @ApiList(auditFields)
  @ApiOkResponse({ standardSchema: AuditList })
  async list(@Param('team', { schema: TeamId }) team: string, @Query() query: ListQuery) {
    const parsed = parseList(query, auditFields, 'position:desc');
    const { data, page } = paged(await this.queries.list(team, parsed), 'position', parsed);
    const entries = data.map(({ text, ...entry }) => ({ ...entry, ...outcomeOf(entry) }));
    return { data: entries, page };
  }

  @Get('checkpoint')
  @Needs('audit:read')
  @ApiOperation({ summary: 'Size and root of the ledger now, signed' })
  @ApiOkResponse({ standardSchema: AuditCheckpoint })
  checkpoint(
    @Param('team', { schema: TeamId }) _team: string,
    @Query({ schema: AuditSince }) { since }: AuditSince,
  ) {
    return this.ledger.checkpoint(since);
  }

  @Get('verify')
  @Needs('audit:verify')
  @ApiOperation({ summary: 'Compare the whole ledger with the log of the event store' })
  @ApiOkResponse({ standardSchema: AuditVerdict })
  verify(@Param('team', { schema: TeamId }) _team: string) {
    return this.ledger.compare();
  }

  @Get('export')
  @Needs('audit:export')
  @ApiOperation({ summary: 'All entries with their proofs, as JSON Lines' })
  @ApiOkResponse({ content: { 'application/jsonl': { schema: { type: 'string' } } } })
  async export(@Param('team', { schema: TeamId }) team: string) {
    if (await this.queries.exportNeedsApproval(team))
      throw new DomainError(
        'forbidden',
        'export-needs-approval',
        'In this team a second person approves what is exported.',
        'Ask for it: POST …/audit/exports. The file is made once somebody else has approved it.',
      );
    return new StreamableFile(Readable.from(this.ledger.export(team)), {
      type: 'application/jsonl',
      disposition: `attachment; filename="audit-${team}.jsonl"`,
    });
  }

  @Get(':position')
  @Needs('audit:read')
  @ApiOperation({ summary: 'One entry with the proof that it is in the ledger' })
  @ApiOkResponse({ standardSchema: ProvenAuditEntry })
  async one(
    @Param('team', { schema: TeamId }) team: string,
    @Param('position', { schema: AuditPosition }) position: string,
  ) {
    const found = await this.queries.one(team, position);
    if (!found) throw new DomainError('not-found', 'entry-not-found', 'This team has no such entry.');
    const { subtrees, text, ...entry } = found;
    const leaf_hash = subtrees[0]?.toString('base64');
    const [changes, origin, proof] = await Promise.all([
      this.detail.changes(team, entry),
      this.detail.origin(entry),
      this.ledger.prove(Number(entry.leaf_index)),
    ]);
    return { ...entry, ...outcomeOf(entry), changes, ...origin, leaf_hash, ...proof };
  }
}
