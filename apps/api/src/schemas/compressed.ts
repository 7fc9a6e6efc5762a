import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { FastifyReply } from 'fastify';

const compress = promisify(brotliCompress);
const worthwhile = 4_096;

/** A large answer, small on its way: names repeat, and brotli knows it. */
export async function compressed(reply: FastifyReply, body: unknown) {
  const text = JSON.stringify(body);
  reply.type('application/json; charset=utf-8').header('vary', 'accept-encoding');
  if (text.length < worthwhile || !String(reply.request.headers['accept-encoding']).includes('br'))
    return reply.send(text);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 4 };
  return reply.header('content-encoding', 'br').send(await compress(text, { params }));
}
