import type { Attributes } from './config';

/** What a cookie of the load balancer says: a target or a target group, and since when. */
export interface Held {
  readonly to: string;
  readonly since: number;
}

const SECOND_MS = 1000;

/** The value of a cookie, as a browser sends it. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const equals = part.indexOf('=');
    if (equals >= 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}

/** Opaque to clients, as AWS's is. */
export const written = ({ to, since }: Held): string => encodeURIComponent(`${since} ${to}`);

export function heldIn(value: string | undefined): Held | undefined {
  if (value === undefined) return undefined;
  try {
    const found = /^(\d{1,15}) (.+)$/.exec(decodeURIComponent(value));
    return found ? { since: Number(found[1]), to: found[2] ?? '' } : undefined;
  } catch {
    // Nothing that we have written.
    return undefined;
  }
}

export const isHeld = (held: Held, seconds: number, now: number): boolean =>
  now - held.since < seconds * SECOND_MS;

/** The two `Set-Cookie` lines by which a client stays: the second one is for pages of another origin. */
export function setCookies(name: string, to: string, seconds: number, now: number): string[] {
  const expires = new Date(now + seconds * SECOND_MS).toUTCString();
  const value = written({ to, since: now });
  return [
    `${name}=${value}; Expires=${expires}; Path=/`,
    `${name}CORS=${value}; Expires=${expires}; Path=/; SameSite=None; Secure`,
  ];
}

export const TARGET_COOKIE = 'AWSALB';
export const GROUP_COOKIE = 'AWSALBTG';
export const APP_COOKIE = 'AWSALBAPP-0';

/** How a group keeps clients at their targets, where it does. */
export interface Stickiness {
  readonly seconds: number;
  /** The application's cookie that begins and carries it; else it is the balancer's own. */
  readonly appCookie: string | undefined;
}

export function stickinessOf(attributes: Attributes): Stickiness | undefined {
  if (attributes['stickiness.enabled'] !== 'true') return undefined;
  if (attributes['stickiness.type'] === 'lb_cookie')
    return {
      seconds: Number(attributes['stickiness.lb_cookie.duration_seconds']),
      appCookie: undefined,
    };
  if (attributes['stickiness.type'] === 'app_cookie')
    return {
      seconds: Number(attributes['stickiness.app_cookie.duration_seconds']),
      appCookie: attributes['stickiness.app_cookie.cookie_name'],
    };
  return undefined;
}
