import { type AddressInfo, createServer, type Socket } from 'node:net';

export type Script = (socket: Socket, said: Buffer, turn: number) => void;

/** A message as the protocol has it; `length` may lie. */
export function message(type: string, body: Buffer | string = '', length?: number) {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(length ?? bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

export const int16 = (n: number) => Buffer.from([(n >> 8) & 255, n & 255]);
export const int32 = (n: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(n);
  return bytes;
};

export const letIn = Buffer.concat([message('R', int32(0)), message('Z', 'I')]);

export const columns = (...names: string[]) =>
  message(
    'T',
    Buffer.concat([
      int16(names.length),
      ...names.map((name) =>
        Buffer.concat([
          Buffer.from(`${name}\0`),
          int32(0),
          int16(0),
          int32(25),
          int16(-1),
          int32(-1),
          int16(0),
        ]),
      ),
    ]),
  );

export const row = (...values: string[]) =>
  message(
    'D',
    Buffer.concat([
      int16(values.length),
      ...values.flatMap((value) => [int32(Buffer.byteLength(value)), Buffer.from(value)]),
    ]),
  );

export const done = Buffer.concat([message('C', 'SELECT 1\0'), message('Z', 'I')]);
export const parsed = Buffer.concat([message('1'), message('2')]);

/** Says no to TLS, and from then on does what the script says at each thing it hears. */
export async function hostileServer(script: Script) {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    let turn = -1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (said) => {
      if (++turn === 0 && said.length === 8) socket.write('N');
      else script(socket, said, turn);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
