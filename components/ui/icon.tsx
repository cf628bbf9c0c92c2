import type { ReactNode } from 'react';
import type { StatusKey } from '@/lib/domain/status';

const cut = 'var(--icon-cut,var(--surface))';

/** Each status has a silhouette of its own, so that it reads without colour. */
const STATUS: Readonly<Record<StatusKey | 'quiet', ReactNode>> = {
  ok: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" stroke="none" />
      <path d="m5 8.2 2.1 2.1L11 6.2" stroke={cut} strokeWidth="1.6" />
    </>
  ),
  quiet: (
    <>
      <circle cx="8" cy="8" r="6.25" strokeOpacity=".35" />
      <path d="m5.2 8.2 2 2L11 6.3" />
    </>
  ),
  fail: (
    <>
      <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z" fill="currentColor" stroke="none" />
      <path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" stroke={cut} strokeWidth="1.6" />
    </>
  ),
  run: (
    <>
      <circle cx="8" cy="8" r="6.25" strokeOpacity=".28" strokeWidth="1.8" />
      <path className="spin" d="M8 1.75A6.25 6.25 0 0 1 14.25 8" strokeWidth="1.8" />
    </>
  ),
  wait: (
    <>
      <rect x="1" y="1" width="14" height="14" rx="4" fill="currentColor" stroke="none" />
      <circle cx="8" cy="6" r="1.9" fill={cut} stroke="none" />
      <path d="M4.4 12.2c.4-2 1.8-3 3.6-3s3.2 1 3.6 3" stroke={cut} strokeWidth="1.6" />
    </>
  ),
  stop: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" stroke="none" />
      <rect x="5.4" y="5.4" width="5.2" height="5.2" rx=".8" fill={cut} stroke="none" />
    </>
  ),
  sup: (
    <>
      <path d="M8 1.2 14.8 8 8 14.8 1.2 8Z" fill="currentColor" stroke="none" />
      <path d="m5.6 5.8 2.2 2.2-2.2 2.2m3-4.4L10.8 8l-2.2 2.2" stroke={cut} strokeWidth="1.4" />
    </>
  ),
  unk: (
    <>
      <circle cx="8" cy="8" r="6.4" strokeDasharray="2.4 2.2" />
      <path d="M6.4 6.4a1.7 1.7 0 1 1 2.4 1.5c-.6.3-.8.6-.8 1.2" />
      <circle cx="8" cy="11.2" r=".5" fill="currentColor" stroke="none" />
    </>
  ),
  pend: <circle cx="8" cy="8" r="6.2" />,
  skip: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M5.5 8h5" />
    </>
  ),
};

const PLAIN = {
  settings: (
    <>
      <path d="M1.75 5h6.5M11.75 5h2.5M1.75 11h2.5M7.75 11h6.5" />
      <circle cx="10" cy="5" r="1.75" />
      <circle cx="6" cy="11" r="1.75" />
    </>
  ),
  arrow: <path d="M2.5 8h11M9.5 4l4 4-4 4" />,
  right: <path d="m6 3.5 4.5 4.5L6 12.5" />,
  chip: (
    <>
      <rect x="4" y="4" width="8" height="8" rx="1.5" />
      <path d="M6.5 1.75V4M9.5 1.75V4M6.5 12v2.25M9.5 12v2.25M1.75 6.5H4M1.75 9.5H4M12 6.5h2.25M12 9.5h2.25" />
    </>
  ),
  auto: (
    <>
      <rect x="1.75" y="2.75" width="12.5" height="8.5" rx="1.5" />
      <path d="M5.5 13.75h5" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.75" />
      <path d="M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
    </>
  ),
  moon: <path d="M13.5 9.4A5.8 5.8 0 0 1 6.6 2.5a5.8 5.8 0 1 0 6.9 6.9Z" />,
  branch: (
    <>
      <circle cx="4.5" cy="3.5" r="1.75" />
      <circle cx="4.5" cy="12.5" r="1.75" />
      <circle cx="11.5" cy="5.5" r="1.75" />
      <path d="M4.5 5.25v5.5M11.5 7.25c0 2-2 2.5-4.5 3" />
    </>
  ),
  commit: (
    <>
      <circle cx="8" cy="8" r="2.75" />
      <path d="M1.5 8h3.75M10.75 8h3.75" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 4.5V8l2.2 1.6" />
    </>
  ),
  grid: (
    <>
      <rect x="2" y="2.5" width="5" height="4.5" rx="1" />
      <rect x="9" y="2.5" width="5" height="4.5" rx="1" />
      <rect x="2" y="9" width="5" height="4.5" rx="1" />
      <rect x="9" y="9" width="5" height="4.5" rx="1" />
    </>
  ),
  inbox: (
    <>
      <path d="M2 9.5 4 3h8l2 6.5v3.2c0 .5-.3.8-.8.8H2.8c-.5 0-.8-.3-.8-.8Z" />
      <path d="M2 9.5h3.6l.9 1.7h3l.9-1.7H14" />
    </>
  ),
  flow: (
    <>
      <circle cx="3.2" cy="8" r="1.7" />
      <circle cx="12.8" cy="8" r="1.7" />
      <path d="M4.9 8h6.2M8.8 5.7 11.1 8l-2.3 2.3" />
    </>
  ),
  terminal: (
    <>
      <rect x="1.75" y="2.75" width="12.5" height="10.5" rx="1.5" />
      <path d="m4.5 6 2 2-2 2M8.5 10.2h3" />
    </>
  ),
  server: (
    <>
      <rect x="2" y="2.5" width="12" height="4.5" rx="1.2" />
      <rect x="2" y="9" width="12" height="4.5" rx="1.2" />
      <path d="M4.7 4.75h.1M4.7 11.25h.1" />
    </>
  ),
  globe: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M1.75 8h12.5M8 1.75c2 2 2.6 4 2.6 6.25S10 12.25 8 14.25C6 12.25 5.4 10.25 5.4 8S6 3.75 8 1.75Z" />
    </>
  ),
  lock: (
    <>
      <rect x="3" y="7" width="10" height="6.5" rx="1.5" />
      <path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.75" />
      <path d="m10.5 10.5 3.5 3.5" />
    </>
  ),
  cloud: <path d="M4.5 12.5a3 3 0 0 1-.3-6 4 4 0 0 1 7.7.9 2.6 2.6 0 0 1-.3 5.1Z" />,
  close: <path d="m4 4 8 8m0-8-8 8" />,
  up: <path d="M3.5 10 8 5.5l4.5 4.5" />,
  down: <path d="m3.5 6 4.5 4.5L12.5 6" />,
  plus: <path d="M8 3v10M3 8h10" />,
  play: <path d="M5 3.2v9.6L12.5 8Z" fill="currentColor" />,
  stop: <rect x="4" y="4" width="8" height="8" rx="1" fill="currentColor" />,
  retry: (
    <>
      <path d="M13 8a5 5 0 1 1-1.6-3.7" />
      <path d="M13.2 2v3h-3" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5v-2c0-.6-.4-1-1-1h-6c-.6 0-1 .4-1 1v6c0 .6.4 1 1 1h2" />
    </>
  ),
  check: <path d="m3 8.5 3.2 3.2L13 5" />,
  more: <path d="M3.5 8h.1M8 8h.1M12.5 8h.1" strokeWidth="2.4" />,
  menu: <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />,
  gear: (
    <>
      <circle cx="8" cy="8" r="2.1" />
      <path d="M8 1.75v2M8 12.25v2M1.75 8h2M12.25 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4" />
    </>
  ),
  file: (
    <>
      <path d="M4 1.75h5L12.5 5v9.25H4Z" />
      <path d="M8.75 2v3.25h3.5" />
    </>
  ),
  folder: <path d="M1.75 12.5v-9h4.5l1.5 2h6.5v7Z" />,
  out: (
    <>
      <path d="M6.5 3.5h-3v9h9v-3" />
      <path d="M9 2.5h4.5V7M13.2 2.8 7.5 8.5" />
    </>
  ),
  warn: (
    <>
      <path d="M8 2 14.5 13.5h-13Z" />
      <path d="M8 6.2v3.6M8 11.7v.1" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 7.4v3.6M8 5v.1" />
    </>
  ),
  user: (
    <>
      <circle cx="8" cy="5.5" r="2.75" />
      <path d="M2.75 14c.4-2.8 2.4-4.2 5.25-4.2s4.85 1.4 5.25 4.2" />
    </>
  ),
  trash: (
    <>
      <path d="M2.5 4.5h11M6 4.5V2.75h4V4.5M4 4.5l.6 9h6.8l.6-9" />
    </>
  ),
  chart: <path d="M2.5 13.5h11M4.5 11V8M8 11V3.5M11.5 11V6" />,
  wrap: (
    <>
      <path d="M2 4h12M2 8h9.5a2.25 2.25 0 0 1 0 4.5H8.5" />
      <path d="m10 10.5-2 2 2 2M2 12h3" />
    </>
  ),
  keyboard: (
    <>
      <rect x="1.5" y="4" width="13" height="8" rx="1.5" />
      <path d="M4 6.5h.1M6.5 6.5h.1M9 6.5h.1M11.5 6.5h.1M5 9.5h6" />
    </>
  ),
  download: <path d="M8 2.5v7.5M4.75 7 8 10.25 11.25 7M2.5 13.5h11" />,
  undo: (
    <>
      <path d="M5.5 3 2.5 6l3 3" />
      <path d="M2.5 6h7a4 4 0 0 1 0 8H7" />
    </>
  ),
} as const;

export type IconName = keyof typeof PLAIN;

function Svg({ children, small }: { children: ReactNode; small?: boolean | undefined }) {
  return (
    <svg
      className={small ? 'i small' : 'i'}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export function Icon({ name, small }: { name: IconName; small?: boolean }) {
  return <Svg small={small}>{PLAIN[name]}</Svg>;
}

/** `quiet` is the outlined tick of something settled. */
export function StatusIcon({
  status,
  quiet,
  small,
}: {
  status: StatusKey;
  quiet?: boolean;
  small?: boolean;
}) {
  return <Svg small={small}>{STATUS[quiet && status === 'ok' ? 'quiet' : status]}</Svg>;
}
