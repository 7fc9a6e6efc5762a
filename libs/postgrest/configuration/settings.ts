/** Where a setting of PostgREST may be kept. `critical`: in the file or the environment too, as what is in the database alone
 * is silently left out when its settings cannot be read; an API would then be open. */
type Setting = {
  kind: 'text' | 'names' | 'integer' | 'boolean' | 'url' | 'choice';
  choices?: readonly string[];
  /** false: read at the start of PostgREST only */
  live: boolean;
  in_database: boolean;
  critical?: true;
  secret?: true;
  /** the first and the last version that have it, as [major, minor] */
  from?: readonly [number, number];
  before?: readonly [number, number];
};

const live = (kind: Setting['kind'], more: Partial<Setting> = {}): Setting => ({
  kind,
  live: true,
  in_database: true,
  ...more,
});
const atStart = (kind: Setting['kind'], more: Partial<Setting> = {}): Setting => ({
  kind,
  live: false,
  in_database: false,
  ...more,
});

/** The settings pgai knows, by the name they have in the file. Whatever is not here is refused, never handed on. */
export const settings = {
  'db-schemas': live('names', { critical: true }),
  'db-anon-role': live('text', { critical: true }),
  'db-pre-request': live('text', { critical: true }),
  'jwt-secret': live('text', { critical: true, secret: true }),
  'jwt-aud': live('text'),
  'jwt-role-claim-key': live('text'),
  'db-max-rows': live('integer'),
  'db-extra-search-path': live('names'),
  'db-aggregates-enabled': live('boolean'),
  'db-plan-enabled': live('boolean'),
  'db-root-spec': live('text'),
  'db-hoisted-tx-settings': live('names', { from: [12, 2] }),
  'openapi-mode': live('choice', { choices: ['follow-privileges', 'ignore-privileges', 'disabled'] }),
  'openapi-security-active': live('boolean'),
  'server-timing-enabled': live('boolean'),
  'client-error-verbosity': live('choice', { choices: ['verbose', 'minimal'], from: [16, 0] }),
  'openapi-server-proxy-uri': atStart('url'),
  'server-cors-allowed-origins': atStart('text'),
  'db-channel': atStart('text'),
  'db-pre-config': atStart('text'),
  'db-pool': atStart('integer'),
  'log-level': atStart('choice', { choices: ['crit', 'error', 'warn', 'info', 'debug'] }),
  'jwt-cache-max-lifetime': atStart('integer', { before: [14, 0] }),
  'jwt-cache-max-entries': atStart('integer', { from: [14, 0] }),
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
export const settingOf = (name: string): Setting | undefined =>
  Object.hasOwn(settings, name) ? settings[name as SettingName] : undefined;

export type Configuration = Readonly<Record<string, string>>;
export type ConfigurationFault = {
  setting: string;
  code: 'unknown' | 'not-in-version' | 'not-in-database' | 'not-possible';
  message: string;
};

/** `12.0.2` ▸ [12, 0] */
export function versionOf(text: string): readonly [number, number] | undefined {
  const [, major, minor] = /^(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor ?? 0)];
}

const earlier = (a: readonly [number, number], b: readonly [number, number]) =>
  a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);

/** What keeps a configuration from being applied to a PostgREST of this version by way of the database. */
export function faultsOf(
  configuration: Configuration,
  version: readonly [number, number],
): ConfigurationFault[] {
  return Object.entries(configuration).flatMap(([name, value]) => {
    const setting = settingOf(name);
    const fault = (code: ConfigurationFault['code'], message: string) => [{ setting: name, code, message }];
    if (!setting) return fault('unknown', `PostgREST’s ${name} is none that pgai sets.`);
    if (
      (setting.from && earlier(version, setting.from)) ||
      (setting.before && !earlier(version, setting.before))
    )
      return fault('not-in-version', `PostgREST ${version.join('.')} has no ${name}.`);
    if (!setting.in_database)
      return fault(
        'not-in-database',
        `${name} stands in the file or the environment, and counts from the next start.`,
      );
    const reason = whyNot(setting, value);
    return reason ? fault('not-possible', `${name}: ${reason}`) : [];
  });
}

function whyNot({ kind, choices }: Setting, value: string): string | undefined {
  if (/\p{Cc}/u.test(value)) return 'no line breaks or control characters.';
  if (kind === 'integer' && !/^\d{1,9}$/.test(value)) return 'a whole number.';
  if (kind === 'boolean' && value !== 'true' && value !== 'false') return 'true or false.';
  if (kind === 'choice' && !choices?.includes(value)) return `one of ${choices?.join(', ')}.`;
  if (kind === 'names' && value.split(',').some((name) => name.trim() === ''))
    return 'names with commas between.';
  return undefined;
}

export type SettingChange = {
  setting: string;
  before: string | null;
  after: string | null;
  live: boolean;
  critical: boolean;
};

/** From one configuration to another; secrets are told apart and never shown. */
export function differences(before: Configuration, after: Configuration): SettingChange[] {
  const textOf = (configuration: Configuration, name: string) =>
    Object.hasOwn(configuration, name) ? (configuration[name] ?? null) : null;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((name) => {
    const [was, is] = [textOf(before, name), textOf(after, name)];
    if (was === is) return [];
    const setting = settingOf(name);
    const shown = (value: string | null) => (value !== null && setting?.secret ? '•••' : value);
    return [
      {
        setting: name,
        before: shown(was),
        after: shown(is),
        live: setting?.live ?? false,
        critical: setting?.critical ?? false,
      },
    ];
  });
}
