/** The variables that name a proxy, in both cases. */
type Variables = Readonly<Record<string, string | undefined>>;

const either = (env: Variables, name: string): string => env[name] || env[name.toUpperCase()] || '';

/** Whether one entry of `no_proxy` is for a host: a name and all below it, with a port where it names one. */
function covers(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (only !== undefined && Number(only) !== port) return false;
  const suffix = name.replace(/^\*?\./, '').toLowerCase();
  const asked = host.toLowerCase();
  return suffix !== '' && (asked === suffix || asked.endsWith(`.${suffix}`));
}

/** The proxy by which this machine goes to a host, as its person has set it; undefined where it goes by itself. */
export function machineProxy(
  protocol: 'http' | 'https',
  host: string,
  port: number,
  env: Variables,
): URL | undefined {
  const entries = either(env, 'no_proxy').split(/[\s,]+/);
  if (entries.some((entry) => entry !== '' && covers(entry, host, port))) return undefined;
  const text = either(env, `${protocol}_proxy`);
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  return text !== '' && URL.canParse(url) && /^https?:/.test(url) ? new URL(url) : undefined;
}

/** What a proxy is told of who asks; its password is percent-encoded in the setting. */
export function proxyHeaders({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
}
