import ipaddr from 'ipaddr.js';
import { fitsWildcards } from '../../../common/wildcard';
import type { Condition, QueryPair, RedirectAction, RuleConfig } from './config';

/** What rules look at of a request. */
export interface Asked {
  readonly method: string;
  /** Without a port. */
  readonly host: string;
  /** Without the query. */
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  /** All values of a header, by its name in small letters. */
  readonly header: (name: string) => readonly string[];
  readonly source: string;
}

/** `/path?query` in its parts. */
export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: '' };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

export const hostOf = (host: string): string => host.replace(/:\d*$/, '').toLowerCase();

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // Not encoded: it stands for itself.
    return text;
  }
}

const pairsOf = (query: string): { key: string; value: string }[] =>
  query.split('&').map((part) => {
    const equals = part.indexOf('=');
    const [key, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    return { key: decoded(key).toLowerCase(), value: decoded(value).toLowerCase() };
  });

const fitsPair =
  (pairs: readonly { key: string; value: string }[]) =>
  (wanted: QueryPair): boolean =>
    pairs.some(
      ({ key, value }) =>
        (wanted.key === undefined || fitsWildcards(wanted.key.toLowerCase(), key)) &&
        fitsWildcards(wanted.value.toLowerCase(), value),
    );

function isWithin(source: string, range: string): boolean {
  if (!ipaddr.isValid(source) || !ipaddr.isValidCIDR(range)) return false;
  const address = ipaddr.process(source);
  const [network, bits] = ipaddr.parseCIDR(range);
  return address.kind() === network.kind() && address.match(network, bits);
}

function meets(asked: Asked, condition: Condition): boolean {
  switch (condition.field) {
    case 'host-header':
      return condition.values.some((v) => fitsWildcards(v.toLowerCase(), asked.host));
    case 'path-pattern':
      return condition.values.some((v) => fitsWildcards(v, asked.path));
    case 'http-header': {
      const values = asked.header(condition.name.toLowerCase()).map((v) => v.toLowerCase());
      return condition.values.some((w) => values.some((v) => fitsWildcards(w.toLowerCase(), v)));
    }
    case 'http-request-method':
      return condition.values.includes(asked.method);
    case 'source-ip':
      return condition.values.some((range) => isWithin(asked.source, range));
    case 'query-string':
      return condition.pairs.some(fitsPair(pairsOf(asked.query)));
  }
}

/** The first rule whose conditions are all met. */
export const ruleFor = (rules: readonly RuleConfig[], asked: Asked): RuleConfig | undefined =>
  rules.find((rule) => rule.conditions.every((c) => meets(asked, c)));

/** Where a redirect leads: `#{host}` and the like stand for what was asked. */
export function locationOf(
  action: RedirectAction,
  asked: Pick<Asked, 'host' | 'path' | 'query'>,
  port: number,
): string {
  const values: Readonly<Record<string, string>> = {
    protocol: 'http',
    host: asked.host,
    port: String(port),
    path: asked.path.replace(/^\//, ''),
    query: asked.query,
  };
  const filled = (text: string): string =>
    text.replace(/#\{(protocol|host|port|path|query)\}/g, (_, name: string) => values[name] ?? '');
  const protocol = filled(action.protocol).toLowerCase();
  const given = filled(action.port);
  const usual = protocol === 'https' ? '443' : '80';
  const query = filled(action.query);
  return `${protocol}://${filled(action.host)}${given === usual ? '' : `:${given}`}${filled(action.path)}${query ? `?${query}` : ''}`;
}
