import ELK, { type ELK as Elk } from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import type { Graph } from './graph.ts';

export type Placed = ReadonlyMap<string, { x: number; y: number }>;

let elk: Elk | undefined;

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '72',
  'elk.spacing.nodeNode': '28',
  'elk.separateConnectedComponents': 'true',
  'elk.spacing.componentComponent': '40',
  'elk.aspectRatio': '1.7',
  'elk.layered.crossingMinimization.semiInteractive': 'false',
};

/** Where each table goes, worked out beside the page's own thread. The same tables come to the same places every time. */
export async function place({ nodes, edges }: Graph): Promise<Placed> {
  elk ??= new ELK({ workerFactory: () => new Worker(workerUrl) });
  const laid = await elk.layout({
    id: 'root',
    layoutOptions: options,
    children: nodes.map(({ id, width, height }) => ({ id, width, height })),
    edges: edges
      .filter(({ source, target }) => source !== target)
      .map(({ id, source, target }) => ({ id, sources: [target], targets: [source] })),
  });
  return new Map(laid.children?.map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
}
