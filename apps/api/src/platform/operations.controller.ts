import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Health } from '@pgai/contracts/health.js';
import type { FastifyReply } from 'fastify';
import { Public } from './auth.guard.js';
import { HealthQueries } from './health.js';
import { Metrics } from './metrics.js';

@ApiTags('Operations')
@Controller()
@Public()
export class OperationsController {
  constructor(
    private readonly queries: HealthQueries,
    private readonly metrics: Metrics,
  ) {}

  @Get('api/health')
  @ApiOperation({ summary: 'What works, and how far each read model has come' })
  @ApiOkResponse({ standardSchema: Health })
  health() {
    return this.queries.health();
  }

  @Get('api/health/live')
  @ApiOperation({ summary: 'The process answers' })
  live() {
    return { status: 'up' };
  }

  @Get('api/health/ready')
  @ApiOperation({ summary: 'Database and event store answer (else 503)' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const { status, checks } = await this.queries.health();
    reply.status(status === 'down' ? 503 : 200);
    return { status, checks };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiExcludeEndpoint()
  scrape() {
    return this.metrics.scrape();
  }
}
