/** Something found in a bundle. `error`: CodeDeploy would fail. Text may hold `code` between back-quotes. */
export interface PreflightFinding {
  readonly level: 'error' | 'warning';
  readonly text: string;
}

/** What the look into a bundle before it is deployed has come to. */
export interface Preflight {
  readonly findings: readonly PreflightFinding[];
  /** What was checked, in one sentence. */
  readonly checked: string;
  /** Why it could not be looked into. */
  readonly unread?: string | undefined;
}

/** A file of a bundle. */
export interface BundleFile {
  /** Its permission bits; unset where the archive does not keep them. */
  readonly mode?: number | undefined;
  /** What is in it, of a script that is small enough to be read. */
  readonly text?: string | undefined;
}

/** As the agent's parser reads an AppSpec file. */
interface Spec {
  readonly files: readonly { readonly source: string; readonly destination: string }[];
  readonly hooks: Readonly<
    Record<string, readonly { readonly location: string; readonly timeoutSeconds: number }[]>
  >;
}

type Bundle = ReadonlyMap<string, BundleFile>;

/** The events that run scripts (CodeDeploy user guide, "List of lifecycle event hooks"). */
const SCRIPTED: readonly string[] = [
  'ApplicationStop',
  'BeforeInstall',
  'AfterInstall',
  'ApplicationStart',
  'ValidateService',
  'BeforeBlockTraffic',
  'AfterBlockTraffic',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
];
/** Events of the agent's own. */
const RESERVED: readonly string[] = ['DownloadBundle', 'Install', 'BlockTraffic', 'AllowTraffic'];

/** All scripts of an event together (CodeDeploy user guide, "AppSpec 'hooks' section"). */
const MOST_SECONDS = 3600;

const error = (text: string): PreflightFinding => ({ level: 'error', text });
const warning = (text: string): PreflightFinding => ({ level: 'warning', text });

/** A path as entries of an archive have it: without a leading or trailing slash, and without `.` in it. */
const plain = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');

const below = (bundle: Bundle, folder: string): string[] => {
  const prefix = folder === '' ? '' : `${folder}/`;
  return [...bundle.keys()].filter((path) => path.startsWith(prefix));
};

const CRLF = /\r\n/;

function script(bundle: Bundle, event: string, location: string): PreflightFinding[] {
  const file = bundle.get(plain(location));
  const named = `\`${location}\` (${event})`;
  if (!file) return [error(`${named} is not in the bundle.`)];
  const found: PreflightFinding[] = [];
  const first = file.text?.split('\n', 1)[0] ?? '';
  if (first.startsWith('#!') && first.endsWith('\r'))
    found.push(
      error(
        `${named} has Windows line endings: its interpreter \`${first.slice(2, -1)}\\r\` is not found.`,
      ),
    );
  else if (file.text !== undefined && CRLF.test(file.text))
    found.push(warning(`${named} has Windows line endings (CRLF).`));
  if (file.mode !== undefined && (file.mode & 0o111) === 0)
    found.push(
      warning(`${named} is not executable in the bundle. The agent makes it so before it runs it.`),
    );
  return found;
}

function eventFindings(bundle: Bundle, [event, scripts]: [string, Spec['hooks'][string]]) {
  if (RESERVED.includes(event))
    return [error(`\`${event}\` is the agent's own event: no script can run in it.`)];
  if (!SCRIPTED.includes(event))
    return [
      error(`\`${event}\` is no lifecycle event. Names are written exactly so: ApplicationStart.`),
    ];
  const seconds = scripts.reduce((all, s) => all + s.timeoutSeconds, 0);
  return [
    ...scripts.flatMap((s) => script(bundle, event, s.location)),
    ...(scripts.length > 1 && seconds > MOST_SECONDS
      ? [
          warning(
            `The scripts of ${event} may take ${seconds} s together; an event ends after ${MOST_SECONDS} s.`,
          ),
        ]
      : []),
  ];
}

/** The files that an entry of `files` brings, and where each goes to; undefined where the bundle has none. */
function placesOf(
  bundle: Bundle,
  { source, destination }: Spec['files'][number],
): string[] | undefined {
  const from = plain(source);
  const to = `/${plain(destination)}`;
  if (bundle.has(from)) return [`${to}/${from.split('/').at(-1) ?? ''}`];
  const inside = below(bundle, from);
  if (!inside.length) return undefined;
  return inside.map((path) => `${to}/${from === '' ? path : path.slice(from.length + 1)}`);
}

/** So many places that two entries write are named; the rest are counted. */
const MOST_NAMED = 3;

function fileFindings(bundle: Bundle, files: Spec['files']): PreflightFinding[] {
  const found: PreflightFinding[] = [];
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const pair of files) {
    const places = placesOf(bundle, pair);
    if (!places) found.push(error(`\`${pair.source}\` of files is not in the bundle.`));
    for (const place of places ?? []) {
      if (seen.has(place)) twice.push(place);
      seen.add(place);
    }
  }
  for (const place of twice.slice(0, MOST_NAMED))
    found.push(error(`Two entries of files write \`${place}\`.`));
  if (twice.length > MOST_NAMED)
    found.push(error(`Two entries of files write ${twice.length - MOST_NAMED} more files.`));
  return found;
}

/** What of an AppSpec file does not fit its bundle: errors first. */
export function bundleFindings(spec: Spec, bundle: Bundle): PreflightFinding[] {
  const found = [
    ...Object.entries(spec.hooks).flatMap((entry) => eventFindings(bundle, entry)),
    ...fileFindings(bundle, spec.files),
  ];
  return [
    ...found.filter((f) => f.level === 'error'),
    ...found.filter((f) => f.level === 'warning'),
  ];
}

/** `5 scripts, 12 files`: what there was to check. */
export function checkedWords(spec: Spec, bundle: Bundle): string {
  const scripts = Object.values(spec.hooks).reduce((n, hooks) => n + hooks.length, 0);
  return `appspec.yml and its ${scripts} ${scripts === 1 ? 'script' : 'scripts'}, against the ${bundle.size} files of the bundle`;
}

/**
 * A bundle whose only entry is a folder that has the AppSpec file counts from that folder (aws-codedeploy-agent,
 * command_executor.rb).
 */
export function bundleRoot<T>(files: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const roots = new Set([...files.keys()].map((path) => path.split('/', 1)[0] ?? ''));
  const [root = ''] = roots;
  const isWrapped =
    roots.size === 1 && [...files.keys()].some((p) => /^[^/]+\/[^/]*appspec[^/]*$/i.test(p));
  if (!isWrapped || files.has(root)) return files;
  return new Map([...files].map(([path, file]) => [path.slice(root.length + 1), file]));
}
