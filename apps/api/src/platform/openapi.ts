import { applyDecorators, type INestApplication } from '@nestjs/common';
import { ApiHeader, ApiQuery, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Problem } from '@pgai/contracts/problem.js';
import { z } from 'zod';
import type { ListFields } from './list-query.js';
import { everyTeamRouteNeedsSomething } from './needs.js';
import { sessionCookie } from './session-lookup.js';

/** Documents the list contract on a route. */
export const ApiList = (fields: ListFields) => {
  const names = Object.keys(fields);
  return applyDecorators(
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 1000, default: 25 },
    }),
    ApiQuery({
      name: 'cursor',
      required: false,
      description: '`next_cursor` of the page before',
      schema: { type: 'string' },
    }),
    ApiQuery({
      name: 'sort',
      required: false,
      schema: { type: 'string', enum: names.flatMap((n) => [`${n}:asc`, `${n}:desc`]) },
    }),
    ...names.map((name) =>
      ApiQuery({
        name: `filter[${name}]`,
        required: false,
        description: `Equal to this. Operators as \`filter[${name}][op]\`: eq, ne, in, contains (text), gt, lt, between.`,
        schema: { type: 'string' },
      }),
    ),
  );
};

/** Documents that a command may be bound to the revision its sender saw. */
export const ApiConditional = () =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag you saw, for example `"7"`; 412 when it moved on',
  });

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description: 'The same key is the same command, done once however often it is sent',
  schema: { type: 'string' as const, maxLength: 128 },
};

/** The API described by itself: OpenAPI 3.1 at /api/openapi.json, readable at /api/docs. */
export function describeApi(app: INestApplication) {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('pgai')
    .setDescription(
      'The governed data-API workbench. Every refusal is a problem (RFC 9457) with a stable `code`.',
    )
    .setVersion('0.1.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addCookieAuth(sessionCookie)
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'pgai_live_…', description: 'An API key' },
      'api_key',
    )
    .addSecurityRequirements('cookie')
    .addSecurityRequirements('api_key')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  everyTeamRouteNeedsSomething(document.paths);

  const { $schema, ...problem } = z.toJSONSchema(Problem);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problem as never },
  };
  for (const path of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(path) as [string, NonNullable<typeof path.get>][]) {
      if (method === 'post') operation.parameters = [...(operation.parameters ?? []), idempotencyKey];
      operation.responses.default = {
        description: 'A problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      };
    }
  }
  SwaggerModule.setup('api/docs', app, document, {
    jsonDocumentUrl: 'api/openapi.json',
    customSiteTitle: 'pgai API',
  });
}
