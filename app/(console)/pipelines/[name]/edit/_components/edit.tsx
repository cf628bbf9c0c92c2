'use client';
import { useState } from 'react';
import { useAddressState } from '@/lib/client/address-state';
import { fetchJson } from '@/lib/client/fetch-json';
import { useOnce } from '@/lib/client/live/use-topic';
import { useKeptInput } from '@/lib/client/kept-input';
import { useLeaving } from '@/lib/client/use-leaving';
import type { DeclarationView, PipelineEdit } from '@/lib/domain/pipelines/pipeline-edit';
import { topic } from '@/lib/domain/live/topics';
import { routes } from '@/lib/routes';
import { Button } from '@/components/ui/button';
import { Copy } from '@/components/ui/copy';
import { Field, Input, Select } from '@/components/ui/field';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { PageHead } from '@/components/ui/page-head';
import { Loading, ReadProblem } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';
import { Tabs } from '@/components/ui/tabs';
import { EditForm } from './form';
import { readModel, writeModel } from './model';
import { Review } from './review';

function Editor({ data, clone }: { data: DeclarationView; clone: boolean }) {
  const begin = (): string => {
    const model = readModel(data.text);
    return clone && model ? writeModel({ ...model, name: `${data.name}-copy` }) : data.text;
  };
  const [first] = useState(begin);
  const [text, setText] = useState(first);
  const [tab, setTab] = useAddressState('as');
  const [edit, setEdit] = useState<PipelineEdit>();
  const model = readModel(text);
  const dirty = text !== first;
  useLeaving(dirty);
  useKeptInput(`pipeline ${data.name}${clone ? ' clone' : ''}`, { text }, (kept) =>
    setText(kept.text),
  );
  const shown = tab === 'json' ? 'json' : '';
  const hidden = clone ? undefined : data.hidden;
  const disabledReason =
    data.readOnly ?? hidden ?? (dirty || clone ? undefined : 'nothing has changed');
  return (
    <>
      {data.owner && !clone && (
        <p className="note k-wait">
          <Icon name="warn" />
          <span>
            <b>Managed by {data.owner}.</b> Its next update will overwrite changes made here.
          </span>
        </p>
      )}
      {clone && model && (
        <Field label="Name of the clone" className="mb-3">
          <Input
            className="mono max-w-[40ch]"
            value={model.name}
            onChange={(name) => setText(writeModel({ ...model, name }))}
          />
        </Field>
      )}
      {!clone && data.version > 1 && <Versions data={data} onLoad={setText} />}
      <Tabs
        label="Editor"
        value={shown}
        onChange={setTab}
        tabs={[
          ['', 'Form', undefined],
          ['json', 'JSON', undefined],
        ]}
      />
      {shown === '' &&
        (model ? (
          <EditForm model={model} onChange={(next) => setText(writeModel(next))} />
        ) : (
          <p className="note k-fail">
            <Icon name="warn" />
            <span>
              The text is not a valid declaration, so the form cannot show it. Fix it as JSON; the
              error is shown there.
            </span>
          </p>
        ))}
      {shown === 'json' && (
        <section className="card">
          <div className="card-head">
            <h2>Declaration</h2>
            <Copy text={text} label="Copy the JSON" />
          </div>
          <textarea
            className="json-text"
            aria-label="Declaration as JSON"
            value={text}
            onChange={(e) => setText(e.target.value)}
            spellCheck={false}
            rows={Math.min(60, text.split('\n').length + 1)}
          />
        </section>
      )}
      <div className="edit-foot">
        <Button
          size="large"
          onClick={() => setText(first)}
          disabledReason={dirty ? undefined : 'nothing has changed'}
        >
          Undo all
        </Button>
        <Button
          size="large"
          variant="primary"
          disabledReason={disabledReason}
          onClick={() => setEdit({ action: clone ? 'clone' : 'save', name: data.name, text })}
        >
          {clone ? 'Review the clone…' : 'Review and save…'}
        </Button>
      </div>
      {edit && <Review edit={edit} onClose={() => setEdit(undefined)} />}
    </>
  );
}

const MAX_VERSIONS = 30;

/** Undo: an earlier version into the editor, to be reviewed and saved as a new one. */
function Versions({ data, onLoad }: { data: DeclarationView; onLoad: (text: string) => void }) {
  const [problem, setProblem] = useState<Error>();
  const load = (version: string): void => {
    setProblem(undefined);
    if (version)
      fetchJson<{ text: string }>(
        routes.api.read(topic('declaration-version', data.name, version)),
      ).then(
        (v) => onLoad(v.text),
        (e: unknown) => setProblem(e as Error),
      );
    else onLoad(data.text);
  };
  return (
    <>
      <Field label="Start from version" className="mb-3">
        <Select className="max-w-[24ch]" defaultValue="" onChange={load}>
          <option value="">{data.version}, current</option>
          {Array.from(
            { length: Math.min(MAX_VERSIONS, data.version - 1) },
            (_, i) => data.version - 1 - i,
          ).map((v) => (
            <option key={v} value={v}>
              {v}
            </option>
          ))}
        </Select>
      </Field>
      {problem && <ReadProblem error={problem} old={false} once />}
    </>
  );
}

/** A pipeline's declaration, as a form and as JSON; nothing is saved before its blast radius was shown. */
export function EditPipelinePage({ name, clone }: { name: string; clone: boolean }) {
  const declaration = useOnce('declaration', [name]);
  const { data, retry } = declaration;
  const crumbs = [
    ['Board', routes.board],
    [name, routes.project(name)],
    ['Pipeline', routes.pipeline(name)],
  ] as const;
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title={clone ? `Clone ${name}` : `Edit ${name}`}
        here={clone ? 'Clone' : 'Edit'}
        meta={
          data && (
            <>
              <span>{data.type}</span>
              <span>Version {data.version}</span>
            </>
          )
        }
      />
      <TopicView topic={declaration} loading={<Loading rows={6} />}>
        {(read) => (
          <>
            {read.hidden !== undefined && !clone && (
              <div className="note k-run" role="status">
                <StatusIcon status="run" />
                <div>
                  {read.hidden}
                  <div className="mt-2">
                    <Button size="small" onClick={retry}>
                      Look again
                    </Button>
                  </div>
                </div>
              </div>
            )}
            <Editor key={read.version} data={read} clone={clone} />
          </>
        )}
      </TopicView>
    </>
  );
}
