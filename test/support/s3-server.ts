import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export const keys = { id: 'AKIATESTTESTTEST', secret: 'a secret that S3 knows too' };

const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');

/** AWS Signature Version 4, reckoned from what has arrived: is it what the header says? */
function signed({ method, url, headers }: IncomingMessage, body: string) {
  const [, scope = '', names = '', signature = ''] =
    /Credential=[^/]+\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(headers.authorization ?? '') ??
    [];
  const { pathname, searchParams } = new URL(url ?? '', 'http://s3');
  const query = [...searchParams]
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .sort()
    .join('&');
  const named = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const hash = String(headers['x-amz-content-sha256'] ?? sha256(body));
  const request = [method, pathname, query, named.join(''), names, hash].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(request)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${keys.secret}`);
  return (
    hmac(key, toSign).toString('hex') === signature && (hash === sha256(body) || hash === 'UNSIGNED-PAYLOAD')
  );
}

/** As much of S3 as keeps objects: put once, get, list; whoever signs wrongly is refused. */
export async function startS3() {
  const objects = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://s3');
    const answer = (status: number, what = '') => response.writeHead(status).end(what);
    if (!signed(request, body)) return answer(403, '<Error><Code>SignatureDoesNotMatch</Code></Error>');
    if (request.method === 'PUT') {
      if (request.headers['if-none-match'] === '*' && objects.has(pathname)) return answer(412);
      objects.set(pathname, body);
      return answer(200);
    }
    if (searchParams.has('list-type')) {
      const names = [...objects.keys()].map((path) => path.split('/').slice(2).join('/'));
      const found = names.filter((name) => name.startsWith(searchParams.get('prefix') ?? ''));
      return answer(200, `<List>${found.map((name) => `<Key>${name}</Key>`).join('')}</List>`);
    }
    const object = objects.get(pathname);
    return object === undefined ? answer(404, '<Error><Code>NoSuchKey</Code></Error>') : answer(200, object);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    objects,
    stop: () => new Promise((closed) => server.close(closed).closeAllConnections()),
  };
}
