import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditExport, AuditExportList, ExportId, RequestExport } from '@pgai/contracts/exports.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { type ExportCommand, exportNotFound } from '@pgai/domain/exports/export.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import type { FastifyReply } from 'fastify';
import { By } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { etag } from '../platform/etag.js';
import { paged } from '../platform/list.js';
import { type ListQuery, parseList } from '../platform/list-query.js';
import { Needs } from '../platform/needs.js';
import { ApiList } from '../platform/openapi.js';
import { AtLeast, ReadYourWrite } from '../platform/read-your-write.js';
import { HandleExport } from './exports.handler.js';
import { ExportQueries, exportFields } from './exports.queries.js';

const types = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl' };

@ApiTags('Exports')
@Controller('api/teams/:team/audit/exports')
export class ExportsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: ExportQueries,
    private readonly readYourWrite: ReadYourWrite,
    private readonly vault: PersonalVault,
  ) {}

  @Post()
  @Needs('audit:export')
  @ApiOperation({
    summary: 'Ask for a signed file of the audit; it is made at once, or when somebody has approved it',
  })
  @ApiCreatedResponse({ standardSchema: Receipt })
  async request(
    @Param('team', { schema: TeamId }) team: string,
    @Body({ schema: RequestExport }) { format, recipient, filter = {} }: RequestExport,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const id = context.newId;
    const [sealed, needs_approval] = await Promise.all([
      this.vault.seal(id, recipient),
      this.queries.needsApproval(team),
    ]);
    const asked = { team_id: team, format, filter, recipient: sealed, needs_approval };
    const receipt = await this.send(id, { type: 'RequestExport', ...asked, by }, context);
    reply.header('location', `/api/teams/${team}/audit/exports/${id}`).header('etag', etag(receipt.revision));
    return receipt;
  }

  @Get()
  @Needs('audit:export')
  @ApiOperation({ summary: 'Exports that were asked for, and what became of them' })
  @ApiList(exportFields)
  @ApiOkResponse({ standardSchema: AuditExportList })
  async list(@Param('team', { schema: TeamId }) team: string, @Query() query: ListQuery) {
    const parsed = parseList(query, exportFields, 'requested_at:desc');
    return paged(await this.queries.list(team, parsed), 'export_id', parsed);
  }

  @Get(':export')
  @Needs('audit:export')
  @ApiOperation({ summary: 'One export' })
  @ApiOkResponse({ standardSchema: AuditExport })
  async one(
    @Param('team', { schema: TeamId }) team: string,
    @Param('export', { schema: ExportId }) id: string,
    @Query({ schema: AtLeast }) atLeast: AtLeast,
  ) {
    const found = await this.readYourWrite.read(id, atLeast, () => this.queries.one(team, id));
    if (!found) throw exportNotFound();
    return found;
  }

  @Post(':export/approve')
  @HttpCode(200)
  @Needs('audit:approve-export')
  @ApiOperation({ summary: 'Approve an export that somebody else asked for' })
  @ApiOkResponse({ standardSchema: Receipt })
  approve(
    @Param('team', { schema: TeamId }) team: string,
    @Param('export', { schema: ExportId }) id: string,
    @By() by: Actor,
    @InCommand() context: CommandContext,
  ) {
    return this.send(id, { type: 'ApproveExport', team_id: team, by }, context);
  }

  @Post(':export/reject')
  @HttpCode(200)
  @Needs('audit:approve-export')
  @ApiOperation({ summary: 'Reject an export that somebody else asked for' })
  @ApiOkResponse({ standardSchema: Receipt })
  reject(
    @Param('team', { schema: TeamId }) team: string,
    @Param('export', { schema: ExportId }) id: string,
    @By() by: Actor,
    @InCommand() context: CommandContext,
  ) {
    return this.send(id, { type: 'RejectExport', team_id: team, by }, context);
  }

  /** That it is fetched is in the log before the first byte is on its way. */
  @Get(':export/file')
  @Needs('audit:export')
  @ApiOperation({ summary: 'The file, until it expires; every fetch is an event' })
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  async file(
    @Param('team', { schema: TeamId }) team: string,
    @Param('export', { schema: ExportId }) id: string,
    @By() by: Actor,
    @InCommand() context: CommandContext,
  ) {
    const found = await this.queries.one(team, id);
    if (!found) throw exportNotFound();
    const chunks = await this.queries.file(team, id);
    await this.send(id, { type: 'DownloadExport', team_id: team, by, now: context.metadata.at }, context);
    return new StreamableFile(Readable.from(chunks ?? []), {
      type: types[found.format],
      disposition: `attachment; filename="audit-${id}.${found.format}"`,
    });
  }

  private async send(id: string, command: ExportCommand, context: CommandContext): Promise<Receipt> {
    const { revision } = await this.commands.execute(new HandleExport(id, command, context));
    return { id, revision: Number(revision) };
  }
}
