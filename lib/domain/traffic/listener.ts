/** One target group of an action, and the share of requests that it gets, in percent. */
export interface Forward {
  readonly group: string;
  readonly arn: string;
  readonly weight: number;
  readonly percent: number;
}

/** What a rule does with a request: sends it to target groups, or something else, in words. */
export interface ActionView {
  readonly words: string;
  readonly forwards: readonly Forward[];
}

export interface RuleView {
  readonly arn: string;
  /** `1` to `50000`, or `default`. */
  readonly priority: string;
  /** All of them must hold; none where it is the default. */
  readonly conditions: readonly string[];
  readonly actions: readonly ActionView[];
}

export interface ListenerView {
  readonly arn: string;
  readonly port: number;
  readonly protocol: string;
  /** The security policy of TLS. */
  readonly policy?: string | undefined;
  /** In the order in which they are tried; unset where they could not be read. */
  readonly rules?: readonly RuleView[] | undefined;
}

interface Values {
  readonly Values?: readonly string[] | undefined;
}
/** A condition as ELB answers it (API reference, RuleCondition). */
export interface Condition extends Values {
  readonly Field?: string | undefined;
  readonly HostHeaderConfig?: Values | undefined;
  readonly PathPatternConfig?: Values | undefined;
  readonly HttpHeaderConfig?:
    (Values & { readonly HttpHeaderName?: string | undefined }) | undefined;
  readonly QueryStringConfig?:
    | {
        readonly Values?:
          | readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]
          | undefined;
      }
    | undefined;
  readonly HttpRequestMethodConfig?: Values | undefined;
  readonly SourceIpConfig?: Values | undefined;
}

const either = (values: readonly string[] | undefined): string => (values ?? []).join(' or ');

const CONDITIONS: Readonly<Record<string, (c: Condition) => string>> = {
  'host-header': (c) => `host is ${either(c.HostHeaderConfig?.Values ?? c.Values)}`,
  'path-pattern': (c) => `path is ${either(c.PathPatternConfig?.Values ?? c.Values)}`,
  'http-header': ({ HttpHeaderConfig: h }) =>
    `header ${h?.HttpHeaderName ?? ''} is ${either(h?.Values)}`,
  'http-request-method': (c) => `method is ${either(c.HttpRequestMethodConfig?.Values)}`,
  'source-ip': (c) => `address is in ${either(c.SourceIpConfig?.Values)}`,
  'query-string': (c) =>
    `query has ${either(
      c.QueryStringConfig?.Values?.map((v) =>
        v.Key ? `${v.Key}=${v.Value ?? ''}` : (v.Value ?? ''),
      ),
    )}`,
};

export const conditionWords = (c: Condition): string =>
  CONDITIONS[c.Field ?? '']?.(c) ?? c.Field ?? 'a condition that is not known here';

/** An action as ELB answers it (API reference, Action). */
export interface Act {
  readonly Type?: string | undefined;
  readonly TargetGroupArn?: string | undefined;
  readonly ForwardConfig?:
    | {
        readonly TargetGroups?:
          | readonly {
              readonly TargetGroupArn?: string | undefined;
              readonly Weight?: number | undefined;
            }[]
          | undefined;
        readonly TargetGroupStickinessConfig?:
          | {
              readonly Enabled?: boolean | undefined;
              readonly DurationSeconds?: number | undefined;
            }
          | undefined;
      }
    | undefined;
  readonly RedirectConfig?:
    | {
        readonly Protocol?: string | undefined;
        readonly Host?: string | undefined;
        readonly Port?: string | undefined;
        readonly Path?: string | undefined;
        readonly StatusCode?: string | undefined;
      }
    | undefined;
  readonly FixedResponseConfig?: { readonly StatusCode?: string | undefined } | undefined;
}

/** The name in a target group's ARN: `…:targetgroup/NAME/ID`. */
export const groupName = (arn: string): string => arn.split('/')[1] ?? arn;

function forwardsOf({ TargetGroupArn, ForwardConfig }: Act): Forward[] {
  const named = ForwardConfig?.TargetGroups?.length
    ? ForwardConfig.TargetGroups
    : TargetGroupArn === undefined
      ? []
      : [{ TargetGroupArn, Weight: 1 }];
  const weights = named.map((g) => g.Weight ?? 1);
  const all = weights.reduce((a, b) => a + b, 0);
  return named.map(({ TargetGroupArn: arn = '' }, i) => {
    const weight = weights[i] ?? 0;
    return {
      group: groupName(arn),
      arn,
      weight,
      percent: all ? Math.round((weight / all) * 1000) / 10 : 0,
    };
  });
}

function redirectWords({ RedirectConfig: r }: Act): string {
  const part = (value: string | undefined, name: string): string => value ?? `#{${name}}`;
  const to = `${part(r?.Protocol, 'protocol')}://${part(r?.Host, 'host')}:${part(r?.Port, 'port')}${r?.Path ?? '/#{path}'}`;
  return `Redirects to ${to}${r?.StatusCode === undefined ? '' : ` (${r.StatusCode.replace('HTTP_', '')})`}`;
}

/** What an action does. */
export function actionOf(act: Act): ActionView {
  const forwards = forwardsOf(act);
  const sticky = act.ForwardConfig?.TargetGroupStickinessConfig;
  const words = (): string => {
    switch (act.Type) {
      case 'forward':
        return sticky?.Enabled
          ? `Forwards, one client to one group for ${sticky.DurationSeconds ?? 0} s`
          : 'Forwards';
      case 'redirect':
        return redirectWords(act);
      case 'fixed-response':
        return `Answers ${act.FixedResponseConfig?.StatusCode ?? ''} itself`.replace('  ', ' ');
      case 'authenticate-oidc':
      case 'authenticate-cognito':
        return 'Signs people in first';
      case 'jwt-validation':
        return 'Checks a token first';
      default:
        return act.Type ?? '';
    }
  };
  return { words: words(), forwards };
}

/** In the order in which ELB tries them: by priority, the default last. */
export const byPriority = (rules: readonly RuleView[]): readonly RuleView[] =>
  [...rules].sort((a, b) => placeOf(a) - placeOf(b));

const placeOf = ({ priority }: RuleView): number =>
  priority === 'default' ? Infinity : Number(priority);
