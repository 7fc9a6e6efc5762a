import { type Ports, portsFrom, refuseTakenPorts } from './ports.ts';
import { ours, postgrest } from './programs.ts';
import { Stack } from './stack.ts';
import { addStores, checkpoint, storePorts } from './stores.ts';

type Local = {
  port: number;
  dataDir: string;
  /** Do not tell of programs that fell and were started again. */
  quiet?: boolean;
  /** What is left to do once the data directory and the ports are ours, and before anything is started. */
  prepare?: (stack: Stack) => void | Promise<void>;
};

/** The whole product on this machine, as separate processes on 127.0.0.1: what `npm start` runs. */
export async function startLocal({ port, dataDir, quiet = false, prepare }: Local) {
  const ports = portsFrom(port);
  const stack = await Stack.open(dataDir, quiet ? () => undefined : console.log);
  try {
    await refuseTakenPorts(port, wantedPorts(ports));
    await prepare?.(stack);
    await addAll(stack, ports);
    await Promise.all(stack.services.map((service) => service.ready()));
  } catch (error) {
    await stack.stop();
    throw error;
  }
  return {
    url: `http://127.0.0.1:${port}`,
    demoPassword: stack.data.demoPassword,
    stack,
    pids: () => stack.pids(),
    stop: () => stack.stop(),
  };
}

async function addAll(stack: Stack, ports: Ports) {
  const stores = addStores(stack, ports);
  const samples = stores.adminUrl
    ? await addSample(stack, ports, stores.adminUrl, stores.postgresReady)
    : undefined;
  const shared = {
    PGAI_PUBLIC_URL: `http://127.0.0.1:${ports.web}`,
    PGAI_ALLOW_PRIVATE_NETWORKS: 'true',
    ...stores.environment,
    PGAI_DEMO_PASSWORD: stack.data.demoPassword,
  };
  const projector = () => ours('projector', 'apps/projector/dist/main.js', shared);
  stack.add('projector', projector, stores.ready);

  const api = () =>
    ours('api', 'apps/api/dist/main.js', {
      ...shared,
      ...(samples && { PGAI_SAMPLE_DATABASES: samples.join(' ') }),
      PORT: String(ports.web),
    });
  stack.add('api', api, stores.ready);
}

/**
 * Two databases with the same shop, and a PostgREST over each: production, and the staging copy of it. Answers where their
 * owner gets in.
 */
async function addSample(
  stack: Stack,
  ports: Ports,
  adminUrl: string,
  postgresReady: () => Promise<unknown>,
) {
  const { sampleDatabases, seedSample } = await import('./sample/seed.ts');
  const seeded = postgresReady().then(() => seedSample(adminUrl));
  // Nobody waits for the checkpoint, and one that fails costs only time; a failed seed is heard by the two below.
  seeded.then(() => checkpoint(adminUrl)).catch(() => undefined);
  const after = () => Promise.all([postgresReady(), seeded]);
  const databases = sampleDatabases(adminUrl);
  for (const stage of ['production', 'staging'] as const) {
    const name = `postgrest ${stage}`;
    stack.add(name, () => postgrest(name, databases[stage].authenticator, ports[stage]), after);
  }
  return [databases.production.owner, databases.staging.owner];
}

const wantedPorts = (ports: Ports): Record<string, number> => ({
  'the web app and API': ports.web,
  ...storePorts(ports),
  ...(process.env.DATABASE_URL
    ? {}
    : {
        'PostgREST (production)': ports.production.port,
        'the admin port of PostgREST (production)': ports.production.adminPort,
        'PostgREST (staging)': ports.staging.port,
        'the admin port of PostgREST (staging)': ports.staging.adminPort,
      }),
});

export type LocalStack = Awaited<ReturnType<typeof startLocal>>;
