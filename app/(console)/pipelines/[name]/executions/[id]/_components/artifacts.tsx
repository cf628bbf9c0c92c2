'use client';
import { useState } from 'react';
import { useOnce } from '@/lib/client/live/use-topic';
import type { ExecutionDetail } from '@/lib/domain/executions/execution';
import type { Topics } from '@/lib/domain/live/topics';
import { Copy } from '@/components/ui/copy';
import { Dialog } from '@/components/ui/dialog';
import { Icon } from '@/components/ui/icon';
import { PolicyStatements } from '@/components/ui/policy-statements';
import { Empty, Loading } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';

const size = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1024 * 1024
      ? `${(bytes / 1024).toFixed(1)} KB`
      : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** What this execution's actions handed on, each looked into in place. */
export function Artifacts({ execution: e }: { execution: ExecutionDetail }) {
  const [open, setOpen] = useState<string>();
  if (!e.artifacts.length)
    return (
      <Empty title={e.over ? 'No artifacts' : 'No artifacts yet'}>
        <p>
          {e.over
            ? 'No action of this execution stored one.'
            : 'The source action stores the first one: the commit’s files as a zip. Builds add theirs.'}
        </p>
      </Empty>
    );
  return (
    <div className="grid gap-3">
      {e.artifacts.map((a) => (
        <section key={a.name} className="card" aria-label={a.name}>
          <div className="card-head">
            <span className="min-w-0">
              <b className="font-medium">{a.name}</b>{' '}
              <span className="text-xs text-faint">by {a.madeBy}</span>
              <span className="flex items-center gap-1 text-xs text-faint min-w-0">
                <code className="truncate">
                  s3://{a.bucket}/{a.key}
                </code>
                <Copy
                  text={`aws s3 cp s3://${a.bucket}/${a.key} ${a.name}.zip`}
                  label={`Copy the command to download ${a.name}`}
                />
              </span>
            </span>
            <button
              type="button"
              className="btn small"
              aria-expanded={open === a.name}
              onClick={() => setOpen(open === a.name ? undefined : a.name)}
            >
              {open === a.name ? 'Fold' : 'Browse'}
            </button>
          </div>
          {open === a.name && <Files execution={e} name={a.name} />}
        </section>
      ))}
    </div>
  );
}

function Files({ execution: e, name }: { execution: ExecutionDetail; name: string }) {
  const artifact = useOnce('artifact', [e.pipeline, e.id, name]);
  return (
    <div className={artifact.error ? 'p-4' : undefined}>
      <TopicView topic={artifact} loading={<Loading rows={3} />}>
        {(data) =>
          data.problem ? (
            <div className="note k-unk m-3">
              <Icon name="info" />
              <div className="min-w-0">
                {data.problem}
                {data.help?.nextStep && ` ${data.help.nextStep}`}
                {data.help?.policies && <PolicyStatements policies={data.help.policies} />}
              </div>
            </div>
          ) : (
            <FileList execution={e} name={name} data={data} />
          )
        }
      </TopicView>
    </div>
  );
}

function FileList({
  execution,
  name,
  data,
}: {
  execution: ExecutionDetail;
  name: string;
  data: Topics['artifact'];
}) {
  const [path, setPath] = useState<string>();
  return (
    <div className="file-tree">
      <p className="text-xs text-faint mb-1">
        {data.files.length} files, {size(data.bytes)} unpacked
      </p>
      <ul>
        {data.files.map((f) => (
          <li key={f.path}>
            <button type="button" onClick={() => setPath(f.path)}>
              <Icon name="file" small />
              <code className="truncate flex-1">{f.path}</code>
              <span className="text-xs text-faint">{size(f.size)}</span>
            </button>
          </li>
        ))}
      </ul>
      {path !== undefined && (
        <OneFile execution={execution} name={name} path={path} onClose={() => setPath(undefined)} />
      )}
    </div>
  );
}

function OneFile({
  execution: e,
  name,
  path,
  onClose,
}: {
  execution: ExecutionDetail;
  name: string;
  path: string;
  onClose: () => void;
}) {
  const file = useOnce('artifact-file', [e.pipeline, e.id, name, path]);
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={<code>{path}</code>}
      subtitle={`As it lies in ${name}.`}
    >
      <div className="dialog-body">
        <TopicView
          topic={file}
          empty={(data) => data.why && <p className="p-4 text-muted">{data.why}</p>}
          loading={<p className="p-4 text-muted">Reading…</p>}
        >
          {(data) => (
            <pre className="file-text" tabIndex={0} aria-label={path}>
              {data.lines.map((line, i) => (
                <span key={i} className="file-line">
                  {line.map((part, n) =>
                    part.kind ? (
                      <i key={n} className={`hl-${part.kind}`}>
                        {part.text}
                      </i>
                    ) : (
                      part.text
                    ),
                  )}
                  {'\n'}
                </span>
              ))}
            </pre>
          )}
        </TopicView>
      </div>
    </Dialog>
  );
}
