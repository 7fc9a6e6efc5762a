import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const directory = fileURLToPath(new URL('../../../web/build', import.meta.url));
const indexFile = join(directory, 'index.html');

/** The built page that starts the web app; empty when only the API was built. */
export const webIndex = () => (existsSync(indexFile) ? readFileSync(indexFile, 'utf8') : '');

/** Hashed files for a year, and the app's page for every other address that is not the API's. */
export async function serveWebApp(fastify: FastifyInstance, indexHtml: string) {
  if (!indexHtml) return;
  await fastify.register(fastifyStatic, {
    root: directory,
    wildcard: false,
    preCompressed: true,
    immutable: true,
    maxAge: '1y',
    index: false,
  });
  fastify.get('/', page);
  fastify.get('/*', page);

  function page(request: { url: string }, reply: import('fastify').FastifyReply) {
    if (/^\/(api|metrics|socket\.io|_app)(\/|\?|$)/.test(request.url)) return reply.callNotFound();
    return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(indexHtml);
  }
}
