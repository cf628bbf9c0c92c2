/** A bucket's website as S3 keeps it (PutBucketWebsite). */
export interface WebsiteConfiguration {
  readonly IndexDocument?: { readonly Suffix?: string | undefined } | undefined;
  readonly ErrorDocument?: { readonly Key?: string | undefined } | undefined;
  readonly RedirectAllRequestsTo?:
    { readonly HostName?: string | undefined; readonly Protocol?: string | undefined } | undefined;
  readonly RoutingRules?: readonly RoutingRule[] | undefined;
}
export interface RoutingRule {
  readonly Condition?:
    | {
        readonly HttpErrorCodeReturnedEquals?: string | undefined;
        readonly KeyPrefixEquals?: string | undefined;
      }
    | undefined;
  readonly Redirect?:
    | {
        readonly HostName?: string | undefined;
        readonly HttpRedirectCode?: string | undefined;
        readonly Protocol?: string | undefined;
        readonly ReplaceKeyPrefixWith?: string | undefined;
        readonly ReplaceKeyWith?: string | undefined;
      }
    | undefined;
}

/** What a visitor may see of a key: 200 with the object's own redirect if it has one, 403, or 404. */
export interface Look {
  readonly status: 200 | 403 | 404;
  readonly redirect?: string | undefined;
}

export type Decision =
  | { readonly kind: 'object'; readonly key: string; readonly status: number }
  | { readonly kind: 'redirect'; readonly status: number; readonly location: string }
  /** No document of the bucket's own fits: S3's own error page. */
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code: string;
      readonly message: string;
    };

const ERRORS: Readonly<Record<number, readonly [string, string]>> = {
  400: ['InvalidURI', 'The address cannot be read.'],
  403: ['AccessDenied', 'Access Denied'],
  404: ['NoSuchKey', 'The specified key does not exist.'],
  405: ['MethodNotAllowed', 'The specified method is not allowed against this resource.'],
};
const failure = (status: number): Decision => ({
  kind: 'error',
  status,
  code: ERRORS[status]?.[0] ?? '',
  message: ERRORS[status]?.[1] ?? '',
});
const address = (key: string): string => `/${key.split('/').map(encodeURIComponent).join('/')}`;

function byRule(
  rules: readonly RoutingRule[],
  key: string,
  host: string,
  error: number | undefined,
): Decision | undefined {
  const rule = rules.find(
    ({ Condition: c }) =>
      (c?.KeyPrefixEquals === undefined || key.startsWith(c.KeyPrefixEquals)) &&
      (error === undefined || Number(c?.HttpErrorCodeReturnedEquals) === error),
  );
  const r = rule?.Redirect;
  if (!r) return undefined;
  const prefix = rule?.Condition?.KeyPrefixEquals ?? '';
  const to =
    r.ReplaceKeyWith ??
    (r.ReplaceKeyPrefixWith === undefined
      ? key
      : r.ReplaceKeyPrefixWith + key.slice(prefix.length));
  return {
    kind: 'redirect',
    status: Number(r.HttpRedirectCode ?? 301),
    location: `${r.Protocol ?? 'http'}://${r.HostName ?? host}${address(to)}`,
  };
}

/**
 * What a website endpoint answers, by S3's documented order: redirect of everything, rules by prefix, the object or the
 * folder's index document, a redirect to the folder, rules by error, the error document, S3's own error page.
 * Source: S3 user guide, "Hosting a static website" (index, error documents, redirects).
 */
export async function visit(
  site: WebsiteConfiguration,
  request: { readonly method: string; readonly path: string; readonly host: string },
  look: (key: string) => Promise<Look> | Look,
): Promise<Decision> {
  const all = site.RedirectAllRequestsTo;
  if (all?.HostName)
    return {
      kind: 'redirect',
      status: 301,
      location: `${all.Protocol ?? 'http'}://${all.HostName}${request.path}`,
    };
  if (request.method !== 'GET' && request.method !== 'HEAD') return failure(405);
  let asked: string;
  try {
    asked = decodeURIComponent((request.path.split('?')[0] ?? '').replace(/^\//, ''));
  } catch {
    return failure(400);
  }
  const suffix = site.IndexDocument?.Suffix ?? 'index.html';
  const rules = site.RoutingRules ?? [];
  const moved = byRule(
    rules.filter((r) => r.Condition?.HttpErrorCodeReturnedEquals === undefined),
    asked,
    request.host,
    undefined,
  );
  if (moved) return moved;
  const key = asked === '' || asked.endsWith('/') ? asked + suffix : asked;
  const found = await look(key);
  if (found.status === 200)
    return found.redirect === undefined
      ? { kind: 'object', key, status: 200 }
      : { kind: 'redirect', status: 301, location: found.redirect };
  if (key === asked && (await look(`${asked}/${suffix}`)).status === 200)
    return { kind: 'redirect', status: 302, location: `${address(asked)}/` };
  const mended = byRule(
    rules.filter((r) => r.Condition?.HttpErrorCodeReturnedEquals !== undefined),
    asked,
    request.host,
    found.status,
  );
  if (mended) return mended;
  const document = site.ErrorDocument?.Key;
  return document !== undefined && (await look(document)).status === 200
    ? { kind: 'object', key: document, status: found.status }
    : failure(found.status);
}
