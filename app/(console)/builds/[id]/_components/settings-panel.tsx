'use client';
import { useAwsPlace } from '@/lib/client/aws-place';
import { useIsAws } from '@/lib/client/backend';
import { downloadLine } from '@/lib/domain/account/aws-cli';
import type { BuildDetail, Setting } from '@/lib/domain/builds/build-detail';
import { Copy } from '@/components/ui/copy';
import { Icon } from '@/components/ui/icon';
import { Panel } from '@/components/ui/panel';

const WHERE: Readonly<Record<Setting['origin'], string>> = {
  project: 'from the project',
  start: 'given at the start',
  AWS: '',
};

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
    <Panel
      title="Environment"
      aside={
        d.variables.length
          ? `${d.variables.length} ${d.variables.length === 1 ? 'variable' : 'variables'}${hidden ? `, ${hidden} hidden` : ''}`
          : undefined
      }
    >
      {d.warnings.map((w) => (
        <p key={w} className="note k-wait text-xs">
          <Icon name="warn" />
          <span>{w}</span>
        </p>
      ))}
      <Pairs list={d.settings} />
      {!aws && notices.length > 0 && (
        <ul className="notices text-xs" aria-label="Where this machine differs from AWS">
          {notices.map((n) => (
            <li key={n}>{n}</li>
          ))}
        </ul>
      )}
      {d.variables.length > 0 && (
        <details className="mt-2">
          <summary className="text-xs">Variables</summary>
          <Pairs list={d.variables} />
        </details>
      )}
      {d.exported.length > 0 && (
        <details className="mt-2" open>
          <summary className="text-xs">Exported</summary>
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

export function ArtifactsPanel({ detail: d }: { detail: BuildDetail }) {
  const place = useAwsPlace();
  return (
    <Panel title="Artifacts">
      <ul className="grid gap-2">
        {d.artifacts.map((a) => (
          <li key={a.location} className="min-w-0">
            <span className="flex items-center gap-2">
              <Icon name="file" small />
              <span className="truncate flex-1" title={a.location}>
                {a.name}
              </span>
              {a.why === undefined ? (
                place && (
                  <Copy
                    text={downloadLine(a.location, place.cli)}
                    label={`Copy the command to download ${a.name}`}
                  />
                )
              ) : (
                <span className="text-xs text-faint">{a.why}</span>
              )}
            </span>
            {a.sha256 !== undefined && (
              <code className="text-2xs text-faint block truncate" title={`SHA-256 ${a.sha256}`}>
                {a.sha256}
              </code>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
