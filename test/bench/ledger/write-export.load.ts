import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { leafOf } from '@pgai/ledger/entry.js';
import { entryLine, exportHead } from '@pgai/ledger/export.js';
import { Frontier } from '@pgai/ledger/frontier.js';
import { inclusionProofs, treeRoot } from '@pgai/ledger/proofs.js';
import { Signer } from '@pgai/ledger/signed-checkpoint.js';
import { serveJobs } from '../load.ts';
import { metadata } from '../platform.ts';

/** An export of so many entries, as the API writes one, made in memory: what is measured is its verification. */
serveJobs(async ({ file, entries }: { file: string; entries: number }) => {
  const team = '01939f5c-7b02-7d44-8f00-9c2f61d0e7aa';
  const told = metadata(team, '01939f5c-6e1a-7c3b-9a51-4b1f0f6d2a10');
  const logged = (n: number) => ({
    position: String(n),
    stream: `team-${team}`,
    revision: n,
    id: `01939f5c-7b02-7d44-8f00-${n.toString(16).padStart(12, '0')}`,
    type: 'TeamRenamed',
    data: { name: `Meridian Freight ${n}` },
    metadata: told,
  });
  const tree = new Frontier();
  const subtrees = Array.from({ length: entries }, (_, n) => tree.append(leafOf(logged(n))));
  const read = async (wanted: { leaf: number; height: number }[]) =>
    wanted.map(({ leaf, height }) => subtrees[leaf]?.[height] as Buffer);
  const signer = new Signer('bench/audit', Buffer.alloc(32, 1));
  const head = { size: entries, root: await treeRoot(entries, read) };
  const leaves = Array.from({ length: entries }, (_, n) => n);

  const out = createWriteStream(file);
  out.write(`${exportHead(signer, head, team, leaves)}\n`);
  for (let from = 0; from < entries; from += 1_000) {
    const indexes = leaves.slice(from, from + 1_000);
    const proofs = await inclusionProofs(indexes, entries, read);
    const lines = indexes.map((n, at) =>
      entryLine({
        leaf_index: n,
        ...logged(n),
        proof: (proofs[at] ?? []).map((hash) => hash.toString('base64')),
      }),
    );
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return entries;
});
