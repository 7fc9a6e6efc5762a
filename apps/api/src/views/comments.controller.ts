import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Receipt } from '@pgai/contracts/receipt.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { AddComment, CommentId, CommentList, ReplyToComment, ViewId } from '@pgai/contracts/views.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import { holderOf } from '@pgai/domain/teams/state.js';
import type { CommentCommand } from '@pgai/domain/views/comments.js';
import { branchOf } from '@pgai/domain/views/state.js';
import { By, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Needs } from '../platform/needs.js';
import { TeamStates } from '../platform/team-states.js';
import { ChangeView } from './change-view.js';
import { HandleComment } from './comments.handler.js';
import { CommentQueries } from './comments.queries.js';

@ApiTags('Views')
@Controller('api/teams/:team/views/:view/comments')
export class CommentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly change: ChangeView,
    private readonly teams: TeamStates,
    private readonly queries: CommentQueries,
  ) {}

  @Get()
  @Needs('views:read')
  @ApiOperation({ summary: 'What people say about a view, thread by thread' })
  @ApiOkResponse({ standardSchema: CommentList })
  async list(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
  ): Promise<CommentList> {
    await this.change.known(id, teamId);
    return this.queries.threads(teamId, id);
  }

  @Post()
  @Needs('views:comment')
  @ApiOperation({ summary: 'Comment on a view, on a node of it or on a stretch of its text' })
  @ApiCreatedResponse({ standardSchema: Receipt })
  async add(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Body({ schema: AddComment }) fields: AddComment,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const { state } = await this.change.known(id, teamId);
    branchOf(state, fields.branch);
    const comment_id = context.newId;
    const command = { type: 'AddComment', comment_id, ...fields, by, holder, view: state.name } as const;
    return this.send(id, comment_id, teamId, command, context);
  }

  @Post(':comment/replies')
  @Needs('views:comment')
  @ApiOperation({ summary: 'Reply to a comment' })
  @ApiCreatedResponse({ standardSchema: Receipt })
  async reply(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Param('comment', { schema: CommentId }) comment_id: string,
    @Body({ schema: ReplyToComment }) fields: ReplyToComment,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const { state } = await this.change.known(id, teamId);
    const message_id = context.newId;
    const who = { by, holder, view: state.name };
    const command = { type: 'ReplyToComment', comment_id, message_id, ...fields, ...who } as const;
    return this.send(id, message_id, teamId, command, context);
  }

  @Post(':comment/resolve')
  @Needs('views:comment')
  @HttpCode(200)
  @ApiOperation({ summary: 'Resolve a comment: its author, or whoever may edit the view' })
  @ApiOkResponse({ standardSchema: Receipt })
  resolve(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Param('comment', { schema: CommentId }) comment_id: string,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    return this.settle('ResolveComment', id, comment_id, teamId, by, holder, context);
  }

  @Post(':comment/reopen')
  @Needs('views:comment')
  @HttpCode(200)
  @ApiOperation({ summary: 'Reopen a comment that was resolved' })
  @ApiOkResponse({ standardSchema: Receipt })
  reopen(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('view', { schema: ViewId }) id: string,
    @Param('comment', { schema: CommentId }) comment_id: string,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    return this.settle('ReopenComment', id, comment_id, teamId, by, holder, context);
  }

  private async settle(
    type: 'ResolveComment' | 'ReopenComment',
    id: string,
    comment_id: string,
    teamId: string,
    by: Actor,
    holder: Holder,
    context: CommandContext,
  ) {
    const { state } = await this.change.known(id, teamId);
    return this.send(id, comment_id, teamId, { type, comment_id, by, holder, view: state.name }, context);
  }

  /** The receipt names what was said or settled; its revision is that of all comments of the view. */
  private async send(
    id: string,
    made: string,
    teamId: string,
    command: CommentCommand,
    context: CommandContext,
  ): Promise<Receipt> {
    if ('mentions' in command) await this.mustBeMembers(teamId, command.mentions);
    const { revision } = await this.commands.execute(new HandleComment(id, command, context));
    return { id: made, revision: Number(revision) };
  }

  private async mustBeMembers(teamId: string, people: string[]) {
    if (people.length === 0) return;
    const team = await this.teams.current(teamId);
    if (!people.every((person) => holderOf(team, person)))
      throw new DomainError(
        'invalid',
        'mention-not-possible',
        'Somebody who is mentioned is not a member of this team.',
        'Mention members only.',
      );
  }
}
