import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AsOf,
  AsOfChanges,
  AsOfChangesQuery,
  AsOfQuery,
  Density,
  DensityQuery,
} from '@pgai/contracts/as-of.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { changesBetween } from '@pgai/domain/changes.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { shown } from '@pgai/domain/state-json.js';
import { Needs } from '../platform/needs.js';
import { DensityQueries } from './density.queries.js';
import type { Folded } from './fold.js';
import { PastQueries, type Resource } from './past.queries.js';

const nameOf = (stream: string) => {
  const dash = stream.indexOf('-');
  return { resource: stream, type: stream.slice(0, dash), id: stream.slice(dash + 1) };
};

const sliceOf = ({ cursor = '', limit }: { cursor?: string; limit: number }) => ({
  after: Buffer.from(cursor, 'base64url').toString(),
  limit,
});

/** One more than fits says that there are more. */
function sliced<Row>(rows: Row[], limit: number, streamOf: (row: Row) => string) {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    data,
    page: { limit, next_cursor: more ? Buffer.from(streamOf(last)).toString('base64url') : null },
  };
}

@ApiTags('Audit')
@Controller('api/teams/:team/audit')
export class AsOfController {
  constructor(
    private readonly past: PastQueries,
    private readonly densities: DensityQueries,
  ) {}

  @Get('as-of')
  @Needs('audit:read')
  @ApiOperation({ summary: 'What a team had at a position or a time: all its resources, or one' })
  @ApiOkResponse({ standardSchema: AsOf })
  async asOf(
    @Param('team', { schema: TeamId }) team: string,
    @Query({ schema: AsOfQuery }) query: AsOfQuery,
  ): Promise<AsOf> {
    const place = await this.past.place(team, query);
    const position = place?.position ?? '0';
    const [later, resources] = await Promise.all([
      this.past.eventsAfter(team, position),
      query.resource
        ? this.one(team, position, query.resource)
        : this.past.resources(team, position, sliceOf(query)),
    ]);
    const { data, page } = sliced(resources, query.limit, ({ stream }) => stream);
    return {
      position,
      at: place?.at.toISOString() ?? null,
      later,
      data: data.map(({ stream, revision, state }) => ({ ...nameOf(stream), revision, state: shown(state) })),
      page,
    };
  }

  @Get('as-of/changes')
  @Needs('audit:read')
  @ApiOperation({ summary: 'What of a team differs between two positions, or between one and now' })
  @ApiOkResponse({ standardSchema: AsOfChanges })
  async changes(
    @Param('team', { schema: TeamId }) team: string,
    @Query({ schema: AsOfChangesQuery }) query: AsOfChangesQuery,
  ): Promise<AsOfChanges> {
    const from = (await this.past.place(team, { position: query.from }))?.position ?? '0';
    const to = (await this.past.place(team, { position: query.to }))?.position ?? '0';
    const moved = await this.past.moved(team, from, to, sliceOf(query));
    const { data: streams, page } = sliced(moved, query.limit, (stream) => stream);
    const before = await this.past.states(team, from, streams);
    const after = await this.past.states(team, to, streams);
    const seen = (folded: Folded | undefined) => (folded ? shown(folded.state) : {});
    const data = streams.map((stream) => ({
      ...nameOf(stream),
      changes: changesBetween(seen(before.get(stream)), seen(after.get(stream))),
    }));
    return { from, to, data: data.filter(({ changes }) => changes.length > 0), page };
  }

  @Get('density')
  @Needs('audit:read')
  @ApiOperation({ summary: 'How many events a team had when' })
  @ApiOkResponse({ standardSchema: Density })
  density(
    @Param('team', { schema: TeamId }) team: string,
    @Query({ schema: DensityQuery }) query: DensityQuery,
  ): Promise<Density> {
    return this.densities.density(team, query);
  }

  private async one(team: string, position: string, stream: string): Promise<Resource[]> {
    const folded = (await this.past.states(team, position, [stream])).get(stream);
    if (!folded)
      throw new DomainError(
        'not-found',
        'resource-not-found',
        'The team had no such resource at this position.',
      );
    return [{ stream, ...folded }];
  }
}
