import type { NodeOptions } from './node.js';

/** Says in one sentence what is wrong with the environment. */
export class WrongConfiguration extends Error {}

export function readConfig(env: NodeJS.ProcessEnv): NodeOptions {
  const {
    DATABASE_URL: databaseUrl,
    EVENT_NODE_PORT: port = '2113',
    EVENT_NODE_HOST: host = '127.0.0.1',
  } = env;
  if (!databaseUrl)
    throw new WrongConfiguration('DATABASE_URL is not set, for example postgres://user@127.0.0.1/pgai.');
  if (!/^postgres(ql)?:\/\//.test(databaseUrl) || !URL.canParse(databaseUrl))
    throw new WrongConfiguration('DATABASE_URL is not a URL that begins with postgres://.');
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new WrongConfiguration(`EVENT_NODE_PORT is "${port}", but a port is a number from 0 to 65535.`);
  if (host === '') throw new WrongConfiguration('EVENT_NODE_HOST is empty; name an address to listen on.');
  return { databaseUrl, port: Number(port), host };
}
