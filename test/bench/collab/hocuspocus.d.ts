/** What we use of the peer: its package is there only once the bench has run, and types are checked without it. */
declare module '@hocuspocus/server' {
  export class Server {
    constructor(options: { quiet: boolean; address: string; stopOnSignals: boolean });
    listen(port: number): Promise<unknown>;
  }
}
