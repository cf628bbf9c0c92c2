/** Variables of the person's own without which nothing can be downloaded here. */
const DOWNLOADS = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'PIP_CERT',
  'GIT_SSL_CAINFO',
  'npm_config_registry',
  'NPM_CONFIG_REGISTRY',
];

/** Those that a build may see. */
const ALLOWED = [...DOWNLOADS, 'TZ', 'LANG', 'LC_ALL'];

/** `extra`: names that the person adds, separated by commas (`STARBOARD_BUILD_ENV`). */
export function allowedEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  extra = '',
): Record<string, string> {
  const out: Record<string, string> = {};
  for (const name of [
    ...ALLOWED,
    ...extra
      .split(',')
      .map((n) => n.trim())
      .filter((n) => /^[A-Za-z_]\w*$/.test(n)),
  ]) {
    const value = env[name];
    if (value !== undefined) out[name] = value;
  }
  return out;
}

/** What of an environment downloads need, for an instance: it has its own language and time. */
export const downloadEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(DOWNLOADS.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
