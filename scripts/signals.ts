type Ending = { stop(): Promise<void>; kill(): void };

const endings: Ending[] = [];
const repeatMs = 1_000;
let toldAt: number | undefined;
let endsWell = false;

/** Something to end, before those that were named earlier, when we are told to. */
export function endsWithUs(ending: Ending) {
  endings.push(ending);
}

/** We were told to end: whatever ends from now on does so because of that. */
export const ending = () => toldAt !== undefined;

/** For what runs until somebody ends it. */
export function toBeEndedIsFine() {
  endsWell = true;
}

/**
 * The first Ctrl-C (or SIGTERM, or the end of whoever started us) ends everything in order, the second one at once.
 * One Ctrl-C reaches us up to three times: from the terminal, through npm and through boot.mjs.
 */
export function listenForSignals() {
  const end = async (code: number) => {
    if (toldAt !== undefined && Date.now() - toldAt < repeatMs) return;
    if (toldAt !== undefined) {
      for (const ending of endings) ending.kill();
      process.exit(code);
    }
    toldAt = Date.now();
    for (const ending of endings.toReversed()) await ending.stop();
    process.exit(endsWell ? 0 : code);
  };
  process.on('SIGINT', () => end(130));
  process.on('SIGTERM', () => end(143));
  process.on('SIGHUP', () => end(129));
  process.on('disconnect', () => end(143));
  process.channel?.unref(); // watching for the end of boot.mjs is no reason to go on living
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined); // a closed terminal
}
