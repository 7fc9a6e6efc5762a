import { createServer } from 'node:net';
import { setInterval } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { NetworkGuard } from './guard.js';
import { named, reading } from './read.js';
import { openSession } from './session.js';
import type { Target } from './target.js';
import {
  columns,
  done,
  hostileServer,
  int16,
  int32,
  letIn,
  message,
  parsed,
  row,
  type Script,
} from './testing/hostile-server.js';

const guard = new NetworkGuard(true);
const limits = { bytes: 1_048_576, timeoutMs: 500 };
let close: () => void = () => undefined;
afterEach(() => close());

async function target(script: Script): Promise<Target> {
  const server = await hostileServer(script);
  close = server.close;
  return { ...nobody, port: server.port };
}
const nobody: Target = {
  host: '127.0.0.1',
  port: 1,
  database: 'shop',
  username: 'ada',
  password: 'secret',
  sslMode: 'prefer',
};

const ask = async (to: Target) => {
  const session = await openSession(to, guard);
  return reading(session, to, (read) => read('select 1', [], limits));
};

/** Lets in, and from the question on does this. */
const answering =
  (answer: (write: (bytes: Buffer) => void) => void): Script =>
  (socket, said) => {
    if (said.includes('user\0')) return socket.write(letIn);
    if (/begin|set local|rollback/.test(said.toString('latin1')))
      return socket.write(Buffer.concat([parsed, message('n'), done]));
    answer((bytes) => socket.write(bytes));
  };

/** Writes the same again and again, as fast as it is taken. */
const endless =
  (bytes: Buffer): Script =>
  (socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(bytes));
      if (!socket.destroyed) socket.once('drain', more);
    };
    more();
  };

describe('a hostile server costs no more than its limit', () => {
  it.each<[string, Script, RegExp]>([
    [
      'never-ending notices at sign-in',
      endless(message('N', `SN\0M${'x'.repeat(500)}\0\0`)),
      /answer-too-large/,
    ],
    ['a notice without its end', (s) => s.write(message('N', 'SNOTICE')), /not-postgres/],
    ['an error without its end', (s) => s.write(message('E', 'SFATAL\0Mno')), /not-postgres/],
    ['a length of nothing', (s) => s.write(message('R', '', 0)), /not-postgres/],
    ['a negative length', (s) => s.write(message('R', '', -1)), /not-postgres/],
    ['a message of 2 GB', (s) => s.write(message('S', 'x', 0x7fffffff)), /answer-too-large/],
    ['silence', () => undefined, /timed-out/],
    ['an unknown way to sign in', (s) => s.write(message('R', int32(99))), /authentication-method-unknown/],
    [
      'mechanisms without an end',
      (s) => s.write(message('R', Buffer.concat([int32(10), Buffer.from('A')]))),
      /not-postgres/,
    ],
    [
      'endless sign-in',
      (s) => s.write(message('R', Buffer.concat([int32(5), int32(7)]))),
      /answer-too-large|timed-out/,
    ],
    ['an unknown message', (s) => s.write(message('?', 'x')), /not-postgres/],
    ['a copy nobody asked for', (s) => s.write(message('G', Buffer.from([0, 0, 0]))), /not-postgres/],
  ])('%s', async (_, script, code) => {
    const to = await target(script);

    await expect(openSession(to, guard)).rejects.toMatchObject({ code: expect.stringMatching(code) });
  });

  it.each<[string, (write: (bytes: Buffer) => void) => void, RegExp]>([
    ['a row of 2 GB', (write) => write(message('D', int16(1), 0x7fffffff)), /answer-too-large/],
    [
      'a field longer than its row',
      (write) => write(message('D', Buffer.concat([int16(1), int32(9_999)]))),
      /not-postgres/,
    ],
    [
      'a field of a negative length',
      (write) => write(message('D', Buffer.concat([int16(1), int32(-7)]))),
      /not-postgres/,
    ],
    ['no answer', () => undefined, /query-cancelled/],
    [
      'a description of more columns than it has',
      (write) => write(message('T', int16(30_000))),
      /not-postgres/,
    ],
  ])('%s, as an answer', async (_, answer, code) => {
    const to = await target(answering(answer));

    await expect(ask(to)).rejects.toMatchObject({ code: expect.stringMatching(code) });
  });

  it('endless rows, in memory too, while the process goes on', async () => {
    const rows = Buffer.concat(Array.from({ length: 1_000 }, () => row('x')));
    let stop = false;
    const to = await target(
      answering((write) => {
        write(Buffer.concat([parsed, columns('a')]));
        const more = () => {
          if (stop) return;
          write(rows);
          setImmediate(more);
        };
        more();
      }),
    );
    const before = process.memoryUsage().rss;
    let ticks = 0;
    const beats = (async () => {
      for await (const _ of setInterval(10)) if (stop || ++ticks < 0) return;
    })();

    await expect(ask(to)).rejects.toMatchObject({ code: 'answer-too-large' });
    stop = true;
    await beats;

    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1_048_576);
  });

  it('a column called __proto__ is a column', async () => {
    const to = await target(
      answering((write) =>
        write(Buffer.concat([parsed, columns('__proto__', 'constructor'), row('{"admin":true}', 'x'), done])),
      ),
    );

    const [found] = named(await ask(to));

    expect(Object.entries(found ?? {})).toEqual([
      ['__proto__', '{"admin":true}'],
      ['constructor', 'x'],
    ]);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('words in the clear after the answer about TLS are not taken for encrypted ones', async () => {
    const server = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .once('data', () => socket.write(Buffer.concat([Buffer.from('S'), letIn]))),
    );
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    close = () => server.close();
    const { port } = server.address() as { port: number };

    await expect(openSession({ ...nobody, port, sslMode: 'require' }, guard)).rejects.toMatchObject({
      code: 'not-postgres',
    });
  });
});

describe('another server on that port', () => {
  it.each([
    ['an SSH server', 'SSH-2.0-OpenSSH_9.6\r\n', true],
    ['MySQL or MariaDB', '\x4a\0\0\0\x0a8.0.36\0', true],
    ['an HTTP server', 'HTTP/1.1 400 Bad Request\r\n\r\n', false],
    ['Redis', '-ERR unknown command\r\n', false],
    ['a mail server', '220 mail.example.com ESMTP\r\n', true],
  ])('is known for %s', async (name, greeting, first) => {
    for (const sslMode of ['require', 'disable'] as const) {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        if (first) socket.write(Buffer.from(greeting, 'latin1'));
        else socket.once('data', () => socket.write(greeting));
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const { port } = server.address() as { port: number };

      await expect(openSession({ ...nobody, port, sslMode }, guard)).rejects.toMatchObject({
        code: 'not-postgres',
        message: `This port answers as ${name} does.`,
      });
      server.close();
    }
  });

  it('and none at all are told apart', async () => {
    await expect(openSession(nobody, guard)).rejects.toMatchObject({
      code: 'connection-refused',
      message: 'Nothing listens on port 1 of 127.0.0.1.',
      hint: expect.stringContaining('5432'),
    });
  });
});
