import * as ws from 'ws';

/** A WebSocket frame, made once for all who get it. */
export type SharedFrame = { bytes: Buffer; content: Uint8Array };

type Framing = { frame(data: Uint8Array, options: object): Buffer[] };
const { Sender } = ws as unknown as { Sender: Framing };
type Sending = { _sender?: { sendFrame(list: Buffer[]): void } };

export const sharedFrame = (content: Uint8Array): SharedFrame => {
  const options = { fin: true, rsv1: false, opcode: 2, mask: false, readOnly: true };
  return { content, bytes: Buffer.concat(Sender.frame(content, options)) };
};

/** As Socket.IO does it: `ws` offers no other way to frame once. Whoever compresses cannot share a frame. */
export function sendShared(socket: ws.WebSocket, { bytes, content }: SharedFrame) {
  const { _sender } = socket as unknown as Sending;
  if (_sender && socket.extensions === '') _sender.sendFrame([bytes]);
  else socket.send(content);
}
