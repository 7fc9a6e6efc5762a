import { AwsClient } from 'aws4fetch';
import { mustEqual } from './not-this-tree.js';
import { isName, readBack, type Target } from './target.js';

const answerMs = 10_000;

/**
 * `s3://bucket/prefix?region=eu-central-1&endpoint=https://…`; the keys come from AWS_ACCESS_KEY_ID and
 * AWS_SECRET_ACCESS_KEY. Object lock on the bucket is what makes the copies safe from us; an object is put only if there
 * is none by its name.
 */
export function s3Target(url: URL): Target {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey)
    throw new Error('For s3:// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY have to be set.');
  const region = url.searchParams.get('region') ?? 'us-east-1';
  const endpoint = url.searchParams.get('endpoint') ?? `https://s3.${region}.amazonaws.com`;
  const prefix = url.pathname.replace(/^\/+/, '').replace(/(?<=[^/])$/, '/');
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    sessionToken,
    service: 's3',
    region,
    retries: 2,
  });
  const base = `${endpoint.replace(/\/$/, '')}/${url.hostname}`;

  const ask = async (path: string, init: RequestInit = {}, fine: number[] = []) => {
    const answer = await client.fetch(`${base}${path}`, { ...init, signal: AbortSignal.timeout(answerMs) });
    if (!answer.ok && !fine.includes(answer.status))
      throw new Error(
        `S3 answered ${answer.status} ${/<Code>(\w+)/.exec(await answer.text())?.[1] ?? ''}`.trim(),
      );
    return answer;
  };
  const read = async (key: string) => (await ask(`/${encodeURI(key)}`)).text();

  return {
    label: `s3://${url.hostname}/${prefix}`.replace(/\/$/, ''),
    async keep(name, note) {
      const key = `${prefix}${name}`;
      const headers = { 'if-none-match': '*', 'content-type': 'text/plain; charset=utf-8' };
      const { status } = await ask(`/${encodeURI(key)}`, { method: 'PUT', body: note, headers }, [409, 412]);
      if (status >= 400) mustEqual(name, await read(key), note);
    },
    async kept() {
      const keys: string[] = [];
      for (let token: string | undefined = ''; token !== undefined; ) {
        const query = new URLSearchParams({
          'list-type': '2',
          prefix,
          ...(token && { 'continuation-token': token }),
        });
        const page: string = await (await ask(`?${query}`)).text();
        keys.push(...[...page.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key ?? ''));
        token = /<NextContinuationToken>([^<]+)</.exec(page)?.[1];
      }
      const names = keys.filter((key) => isName(key.slice(prefix.length))).sort();
      return Promise.all(names.slice(-readBack).map(read));
    },
  };
}
