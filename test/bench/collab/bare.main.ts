import { WebSocketServer } from 'ws';

/** The floor: every message to every socket, and nothing else. */
const server = new WebSocketServer({
  port: Number(process.env.PORT),
  host: '127.0.0.1',
  perMessageDeflate: false,
});
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    for (const client of server.clients) client.send(data);
  });
});
server.on('listening', () => process.send?.({ ready: true }));
process.on('SIGTERM', () => process.exit(0)).on('disconnect', () => process.exit(0));
