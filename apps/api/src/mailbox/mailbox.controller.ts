import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Mailbox, MailId, OpenMail } from '@pgai/contracts/mailbox.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { Public } from '../platform/auth.guard.js';
import { Config } from '../platform/config.js';
import { ProblemError } from '../platform/problem.js';
import { MailboxQueries } from './mailbox.queries.js';

/** Local mode has no mail server: its mails are read here, by anybody, as who signs up has to read one before. */
@ApiTags('Mailbox')
@Controller('api/mailbox')
@Public()
export class MailboxController {
  constructor(
    private readonly queries: MailboxQueries,
    private readonly config: Config,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The mails of local mode, newest first' })
  @ApiOkResponse({ standardSchema: Mailbox })
  async list(): Promise<Mailbox> {
    this.inLocalMode();
    const mails = await this.queries.newest();
    return { data: mails.map(({ text: _, ...mail }) => mail) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One mail of local mode' })
  @ApiOkResponse({ standardSchema: OpenMail })
  async open(@Param('id', { schema: MailId }) id: string): Promise<OpenMail> {
    this.inLocalMode();
    const mail = await this.queries.one(id);
    if (!mail) throw new DomainError('not-found', 'mail-not-found', 'There is no such mail.');
    return mail;
  }

  private inLocalMode() {
    if (!this.config.mailbox)
      throw new ProblemError(404, 'no-mailbox', 'Only local mode without a mail server has a mailbox.');
  }
}
