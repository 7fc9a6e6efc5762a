import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const endOfHead = Buffer.from('\r\n\r\n');

/**
 * One kept-alive HTTP connection, one request at a time. Written on the bare socket because Node's own client takes as
 * much processor time a request as the API does, on the very machine that is measured.
 */
export class Connection {
  private readonly socket: Socket;
  private received: Buffer = Buffer.alloc(0);
  private answered: (status: number) => void = () => undefined;
  private failed: (error: Error) => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay();
    socket.on('data', (part) => this.take(part));
    socket.on('close', () => this.failed(new Error('the server closed the connection')));
    socket.on('error', (error) => this.failed(error));
  }

  static async open(port: number) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Connection(socket);
  }

  /** Answers the status. */
  post(path: string, cookie: string, body: object): Promise<number> {
    const json = JSON.stringify(body);
    const head = `POST ${path} HTTP/1.1\r\nHost: bench\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n`;
    return new Promise((resolve, reject) => {
      this.answered = resolve;
      this.failed = reject;
      this.socket.write(head + json);
    });
  }

  close() {
    this.socket.destroy();
  }

  private take(part: Buffer) {
    this.received = this.received.length === 0 ? part : Buffer.concat([this.received, part]);
    const end = this.received.indexOf(endOfHead);
    if (end === -1) return;
    const head = this.received.toString('latin1', 0, end);
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
    if (length === undefined) return this.failed(new Error(`an answer without a length: ${head}`));
    if (this.received.length < end + endOfHead.length + Number(length)) return;
    this.received = Buffer.alloc(0);
    this.answered(Number(head.slice(9, 12)));
  }
}
