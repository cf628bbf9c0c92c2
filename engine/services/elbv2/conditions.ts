import type * as ELB from '@aws-sdk/client-elastic-load-balancing-v2';
import ipaddr from 'ipaddr.js';
import type { Condition } from '../../core/balancer/config';
import { AwsError } from '../../wire/errors';
import { invalid } from './store';

const MAX_VALUE = 128;
const MAX_HEADER_NAME = 40;
/** [doc] Values and wildcards of one rule (ELB quotas). */
const MAX_VALUES = 5;
const MAX_WILDCARDS = 6;
const HOST = /^[-.\w*?]+$/;
const PATH = /^[-_.$/~"'@:+&()!,;=\w*?%]+$/;
const METHOD = /^[A-Z_-]{1,40}$/;

/** Values of a condition that has them in a structure of its own, or by themselves as it was first. */
function valuesOf(
  c: ELB.RuleCondition,
  field: string,
  own: readonly string[] | undefined,
): string[] {
  // What is described has them in both places, and may come back so.
  const differ = own?.length && c.Values?.length && own.join('\n') !== c.Values.join('\n');
  if (differ)
    throw invalid(`You cannot specify both values and a config for a condition of '${field}'`);
  const values = [...(own ?? c.Values ?? [])];
  if (!values.length) throw invalid('A condition value must be specified');
  for (const value of values)
    if (value.length > MAX_VALUE)
      throw invalid(`The '${field}' value is too long; the limit is '${MAX_VALUE}'`);
  return values;
}

function allFit(field: string, values: readonly string[], pattern: RegExp): string[] {
  const other = values.find((v) => !pattern.test(v));
  if (other !== undefined)
    throw invalid(`The value '${other}' of the condition '${field}' is not valid`);
  return [...values];
}

function headerOf(config: ELB.HttpHeaderConditionConfig | undefined): Condition {
  const name = config?.HttpHeaderName;
  if (name === undefined)
    throw invalid("A 'HttpHeaderConfig' must be specified with 'http-header'");
  if (name.length > MAX_HEADER_NAME)
    throw invalid(`The 'HttpHeaderName' value is too long; the limit is '${MAX_HEADER_NAME}'`);
  const values = valuesOf({}, 'http-header', config?.Values ?? []);
  return { field: 'http-header', name, values };
}

function queryOf(config: ELB.QueryStringConditionConfig | undefined): Condition {
  const given = config?.Values ?? [];
  if (!given.length) throw invalid("A 'QueryStringConfig' must be specified with 'query-string'");
  const pairs = given.map(({ Key: key, Value: value }) => {
    if (value === undefined)
      throw invalid("A 'Value' must be specified in 'QueryStringKeyValuePair'");
    if ((key ?? '').length > MAX_VALUE || value.length > MAX_VALUE)
      throw invalid(`The 'query-string' value is too long; the limit is '${MAX_VALUE}'`);
    return { key, value };
  });
  return { field: 'query-string', pairs };
}

/** A condition as the proxy looks at it; what AWS does not take is refused. */
export function plainCondition(c: ELB.RuleCondition): Condition {
  const field = c.Field ?? '';
  switch (field) {
    case 'host-header':
      return {
        field,
        values: allFit(field, valuesOf(c, field, c.HostHeaderConfig?.Values), HOST),
      };
    case 'path-pattern':
      return {
        field,
        values: allFit(field, valuesOf(c, field, c.PathPatternConfig?.Values), PATH),
      };
    case 'http-header':
      return headerOf(c.HttpHeaderConfig);
    case 'http-request-method':
      return {
        field,
        values: allFit(field, valuesOf({}, field, c.HttpRequestMethodConfig?.Values), METHOD),
      };
    case 'source-ip': {
      const values = valuesOf({}, field, c.SourceIpConfig?.Values);
      const other = values.find((v) => !ipaddr.isValidCIDR(v));
      if (other !== undefined) throw invalid(`The value '${other}' is not a valid CIDR block`);
      return { field, values };
    }
    case 'query-string':
      return queryOf(c.QueryStringConfig);
    default:
      throw invalid(
        `Condition field '${field}' must be one of '[path-pattern, host-header, http-header, http-request-method, query-string, source-ip]'`,
      );
  }
}

const textsOf = (c: Condition): readonly string[] =>
  c.field === 'query-string' ? c.pairs.flatMap((p) => [p.key ?? '', p.value]) : c.values;
const countOf = (c: Condition): number =>
  c.field === 'query-string' ? c.pairs.length : c.values.length;

/** A rule has at most one condition of these fields, and any number of the others. */
const ONCE = new Set(['host-header', 'http-request-method', 'path-pattern', 'source-ip']);

/** The conditions of a request, as they are described afterwards. */
export function checkedConditions(given: readonly ELB.RuleCondition[]): ELB.RuleCondition[] {
  if (!given.length) throw invalid('A condition must be specified');
  const plain = given.map(plainCondition);
  const fields = plain.map((c) => c.field).filter((f) => ONCE.has(f));
  if (new Set(fields).size < fields.length)
    throw invalid('A rule can only have one condition of each field');
  if (plain.reduce((sum, c) => sum + countOf(c), 0) > MAX_VALUES)
    throw invalid(`A rule can only have '${MAX_VALUES}' condition values`);
  const wildcards = plain.flatMap(textsOf).join('').replace(/[^*?]/g, '').length;
  if (wildcards > MAX_WILDCARDS)
    throw new AwsError(
      'ValidationError',
      `A rule can only have '${MAX_WILDCARDS}' condition wildcards`,
    );
  return given.map(withBoth);
}

/** [doc] Of hosts and paths the values are told in both places. */
function withBoth(c: ELB.RuleCondition): ELB.RuleCondition {
  const { Field: Field } = c;
  if (Field === 'host-header') {
    const Values = c.HostHeaderConfig?.Values ?? c.Values;
    return { Field, Values, HostHeaderConfig: { Values } };
  }
  if (Field === 'path-pattern') {
    const Values = c.PathPatternConfig?.Values ?? c.Values;
    return { Field, Values, PathPatternConfig: { Values } };
  }
  return c;
}
