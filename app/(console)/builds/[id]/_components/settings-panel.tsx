'use client';
import { useIsAws } from '@/lib/client/backend';
import type { BuildDetail, Setting } from '@/lib/domain/builds/build-detail';
import { Copy } from '@/components/ui/copy';
import { Icon } from '@/components/ui/icon';
import { Panel } from '@/components/ui/panel';

const WHERE: Readonly<Record<Setting['origin'], string>> = {
  project: 'from the project',
  start: 'given at the start',
  AWS: '',
};

/** Image, compute and source: the rest is folded. */
const FIRST = 3;

function Pairs({ list }: { list: readonly Setting[] }) {
  return (
    <dl className="pairs">
      {list.map((s) => (
        <div key={s.name} className="contents">
          <dt className="truncate" title={s.name}>
            {s.name}
          </dt>
          <dd
            className={`truncate ${s.secret ? 'text-faint' : ''}`}
            title={`${s.value}${WHERE[s.origin] ? `, ${WHERE[s.origin]}` : ''}`}
          >
            {s.secret && <Icon name="lock" small />}
            {s.value}
            {s.origin === 'start' && (
              <span className="mark-start" title={WHERE.start}>
                {' '}
                start
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What the build was made with, each value with where it comes from; the same build on one's own machine. */
export function SettingsPanel({
  detail: d,
  notices,
}: {
  detail: BuildDetail;
  notices: readonly string[];
}) {
  const aws = useIsAws();
  const hidden = d.variables.filter((v) => v.secret).length;
  return (
    <Panel title="Environment">
      {d.warnings.map((w) => (
        <p key={w} className="note k-wait text-xs">
          <Icon name="warn" />
          <span>{w}</span>
        </p>
      ))}
      <Pairs list={d.settings.slice(0, FIRST)} />
      {d.settings.length > FIRST && (
        <details className="mt-2">
          <summary className="text-xs">All settings</summary>
          <Pairs list={d.settings.slice(FIRST)} />
        </details>
      )}
      {d.variables.length > 0 && (
        <details className="mt-2">
          <summary className="text-xs">
            Environment variables: {d.variables.length}
            {hidden > 0 && `, ${hidden} hidden`}
          </summary>
          <Pairs list={d.variables} />
        </details>
      )}
      {d.exported.length > 0 && (
        <details className="mt-2">
          <summary className="text-xs">Exported variables: {d.exported.length}</summary>
          <dl className="pairs">
            {d.exported.map((v) => (
              <div key={v.name} className="contents">
                <dt className="truncate">{v.name}</dt>
                <dd className="truncate" title={v.value}>
                  <code>{v.value}</code>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {!aws && notices.length > 0 && (
        <details className="mt-2">
          <summary className="text-xs">Differences from AWS: {notices.length}</summary>
          <ul className="notices text-xs">
            {notices.map((n) => (
              <li key={n}>{n}</li>
            ))}
          </ul>
        </details>
      )}
      {d.command !== undefined && (
        <p className="flex items-center gap-1 mt-3 text-xs min-w-0">
          <code className="truncate flex-1" title={d.command}>
            {d.command}
          </code>
          <Copy text={d.command} label="Copy the command to run this build in your checkout" />
        </p>
      )}
    </Panel>
  );
}
