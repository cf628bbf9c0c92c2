'use client';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useAddressState } from '@/lib/client/address-state';
import { useHotkeys } from '@/lib/client/hotkeys';
import { useTopic } from '@/lib/client/live/use-topic';
import type { Finding } from '@/lib/domain/commits/whereabouts';
import { Icon } from '@/components/ui/icon';
import { Kbd } from '@/components/ui/kbd';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { Empty, Loading } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';
import { NotRead } from '@/components/ui/not-read';
import { Found } from './found';

const SETTLE_MS = 250;

/** What is found of a search, live: a rollback changes the answer while it is read. */
export function Findings({ query }: { query: string }) {
  const finding = useTopic('find', [query]);
  return (
    <TopicView topic={finding} loading={<Loading rows={2} />}>
      {(data) => (
        <>
          {data.commits.length > 0 ? (
            <p className="text-xs text-muted flex gap-3 mb-2">
              {data.commits.length === 1
                ? 'One commit'
                : `${data.commits.length}${data.more ? '+' : ''} commits`}
              <ConnectionIndicator readAt={finding.readAt} failed={Boolean(finding.error)} />
            </p>
          ) : (
            <Empty title={foundNowhere(data)}>
              <p>
                Starboard searched the executions of the pipelines it could read, and the last 100
                commits of their CodeCommit branches. The commit may be on another branch, not
                pushed yet, or part of a newer one.
              </p>
            </Empty>
          )}
          {data.commits.map((c) => (
            <Found key={c.sha} commit={c} />
          ))}
          <NotWalked sources={data.notWalked} />
          <NotRead
            coming={data.coming}
            unreadable={data.unreadable}
            lacks="could not be searched whole"
          />
        </>
      )}
    </TopicView>
  );
}

/** That nobody has had a commit is said only after all was searched. */
const foundNowhere = (data: Finding): string =>
  data.unreadable.length || data.coming || data.notWalked.length
    ? 'Not found in what could be searched'
    : 'No pipeline has had this commit';

const MAX_NAMED = 5;

/** Sources whose history AWS does not tell: a commit that came as part of a newer one is not found there. */
function NotWalked({ sources }: { sources: Finding['notWalked'] }) {
  if (!sources.length) return null;
  const names = sources.slice(0, MAX_NAMED).map((s) => `${s.source} of ${s.pipeline}`);
  const more = sources.length - names.length;
  return (
    <p className="text-xs text-muted mt-2">
      Only what executions carried was searched, not the history, of {names.join(', ')}
      {more > 0 && ` and ${more} more`}.
    </p>
  );
}

/** A search is a question of at least so many characters. */
const LEAST = 2;

/** Where is my commit? A SHA, words of a message, a pull request; the answer for every stage it could be in. */
export function Finder({ otherwise }: { otherwise: ReactNode }) {
  const [query, setQuery] = useAddressState('q');
  const [settled, setSettled] = useState(query);
  const input = useRef<HTMLInputElement>(null);
  useHotkeys({ '/': () => input.current?.focus() });
  useEffect(() => {
    const timer = setTimeout(() => setSettled(query.trim()), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [query]);
  const isAsked = query.trim().length >= LEAST && settled.length >= LEAST;
  return (
    <>
      <PageHead title="Commits" />
      <div className="tools">
        <label className="search-box finder">
          <Icon name="commit" small />
          <span className="sr-only">Where is my commit? A SHA, a message or a pull request</span>
          <input
            ref={input}
            type="search"
            value={query}
            placeholder="Where is my commit? A SHA, words from the message, or #214"
            onChange={(e) => setQuery(e.target.value)}
            onKeyDown={(e) => {
              if (e.key === 'Escape') setQuery('');
            }}
            maxLength={200}
          />
          <Kbd>/</Kbd>
        </label>
      </div>
      {isAsked ? <Findings key={settled} query={settled} /> : otherwise}
    </>
  );
}
