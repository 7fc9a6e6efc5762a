import { createReadStream } from 'node:fs';

const newline = 0x0a;

/** A file line by line, of any length of file. */
export async function* linesOf(file: string): AsyncGenerator<string[]> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const lines: string[] = [];
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      const piece = chunk.subarray(from, at);
      lines.push((rest.length > 0 ? Buffer.concat([...rest, piece]) : piece).toString());
      rest = [];
      from = at + 1;
    }
    if (from < chunk.length) rest.push(Buffer.from(chunk.subarray(from)));
    yield lines;
  }
  if (rest.length > 0) yield [Buffer.concat(rest).toString()];
}
