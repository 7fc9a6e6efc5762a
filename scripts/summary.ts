import type { LocalStack } from './local.ts';
import { portsFrom } from './ports.ts';

/** What a person needs to know once everything serves. */
export function summary({ url, demoPassword, stack }: LocalStack, seconds: number) {
  const { web, postgres, eventNode, production, staging } = portsFrom(Number(new URL(url).port));
  const ports: Record<string, string> = {
    api: `${web}`,
    postgres: `${postgres}`,
    'event node': `${eventNode}`,
    'postgrest production': `${production.port}, admin ${production.adminPort}`,
    'postgrest staging': `${staging.port}, admin ${staging.adminPort}`,
  };
  const rows = stack.services.map(({ name, pid }) => row(name, String(pid()), ports[name] ?? ''));
  return `
pgai is ready after ${seconds.toFixed(1)} s:  ${url}

Sign in as one of    owner@example.com  developer@example.com  viewer@example.com
with the password    ${demoPassword}

${[row('running', 'process', 'port on 127.0.0.1'), ...rows].join('\n')}

Logs in ${stack.data.logs}
Ctrl-C stops everything; the next start goes on from the same data.`;
}

const row = (name: string, pid: string, port: string) =>
  `  ${name.padEnd(24)}${pid.padEnd(10)}${port}`.trimEnd();
