import type { SslMode } from '@pgai/contracts/connections.js';

export type UriFields = {
  host: string;
  port?: number;
  database?: string;
  username?: string;
  password?: string;
  ssl_mode?: SslMode;
};
export type ParsedUri = { fields: UriFields; problem?: undefined } | { problem: string; fields?: undefined };

const modes = new Set(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']);
/** What applications often add, and what changes nothing here. */
const harmless = new Set([
  'application_name',
  'connect_timeout',
  'connection_limit',
  'pool_timeout',
  'pgbouncer',
  'sslnegotiation',
  'channel_binding',
]);

const refuse = (problem: string): ParsedUri => ({ problem });

/**
 * A postgres:// address, taken apart. Only what the form has is taken; what would say where to connect in another place
 * (`host=`, `service=`, `options=`, several hosts, a socket) is refused by name and not passed over.
 */
export function parseConnectionUri(text: string): ParsedUri {
  const [, authority, path = '', query = ''] =
    /^postgres(?:ql)?:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/i.exec(text.trim()) ?? [];
  if (authority === undefined) return refuse('It starts with postgresql:// and has no #.');
  const at = authority.lastIndexOf('@');
  const [, user, password] = /^([^:]*)(?::(.*))?$/s.exec(at < 0 ? '' : authority.slice(0, at)) ?? [];
  const place = authority.slice(at + 1);
  if (place.includes(','))
    return refuse('Several hosts in one address are not taken. Give the one to connect to.');
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(place) ?? [];
  const host = decoded(bracketed ?? plain ?? '');
  if (!host) return refuse('The host is missing.');
  if (/[/\\@\s]/.test(host)) return refuse('A socket or path is not a host.');

  const fields: UriFields = { host };
  if (port) fields.port = Number(port);
  if (port && (Number(port) < 1 || Number(port) > 65_535)) return refuse(`${port} is not a port.`);
  const named = { database: decoded(path), username: decoded(user ?? ''), password: decoded(password ?? '') };
  for (const [name, value] of Object.entries(named)) {
    if (value === undefined) return refuse(`The ${name} has a % that stands for nothing. Write it as %25.`);
    if (value) Object.assign(fields, { [name]: value });
  }
  for (const [key, value] of new URLSearchParams(query)) {
    if (key === 'sslmode' && modes.has(value)) fields.ssl_mode = value as SslMode;
    else if (key === 'sslmode') return refuse(`There is no sslmode ${value}.`);
    else if (!harmless.has(key)) return refuse(`“${key}” is not taken from an address. Leave it out.`);
  }
  return { fields };
}

function decoded(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    return /\p{Cc}/u.test(plain) ? undefined : plain;
  } catch {
    return undefined;
  }
}

/** How it may be shown again: the password as dots. */
export const withoutPassword = (uri: string) => uri.replace(/^(\w+:\/\/[^:@/]*):.*@/s, '$1:••••••••@');
