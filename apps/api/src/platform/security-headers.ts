import { createHash } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** CSP sources for the inline scripts of a page: their SHA-256, so that no other inline script runs. */
export const inlineScriptHashes = (html: string) =>
  [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, code = '']) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
  );

/** Strict on every answer. Only the API reference (a page of Swagger UI, which styles itself inline) gets more. */
export async function secureHeaders(fastify: FastifyInstance, indexHtml: string, https: boolean) {
  const self = ["'self'"];
  const directives = {
    defaultSrc: ["'none'"],
    // the parser of PostgreSQL in the browser is WebAssembly; that alone, and no text becomes code
    scriptSrc: [...self, "'wasm-unsafe-eval'", ...inlineScriptHashes(indexHtml)],
    styleSrc: self,
    imgSrc: [...self, 'data:'],
    fontSrc: self,
    connectSrc: self,
    manifestSrc: self,
    workerSrc: self,
    baseUri: ["'none'"],
    formAction: self,
    frameAncestors: ["'none'"],
    upgradeInsecureRequests: https ? [] : null,
  };
  await fastify.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: https && { maxAge: 31_536_000 },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  });

  fastify.addHook('onSend', (request, reply, payload, done) => {
    // a policy is for documents; on a hundred small files it would outweigh the files
    if (request.url.startsWith('/_app/')) reply.removeHeader('content-security-policy');
    const header = reply.getHeader('content-security-policy');
    if (request.url.startsWith('/api/docs') && typeof header === 'string')
      reply.header(
        'content-security-policy',
        header.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
      );
    done(null, payload);
  });
}
