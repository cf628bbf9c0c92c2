'use client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fetchJson, type ReadError } from '@/lib/client/fetch-json';
import {
  isConnectionArn,
  isPending,
  type GitConnection,
} from '@/lib/domain/account/git-connection';
import { routes } from '@/lib/routes';
import { Icon, StatusIcon } from '@/components/ui/icon';

/** A handshake takes a person a minute or two. */
const LOOK_EVERY_MS = 5000;

/** The connection that an ARN names, looked at again while its handshake is waited for. */
export const useConnection = (arn: string) =>
  useQuery<GitConnection, ReadError>({
    queryKey: ['git-connection', arn],
    queryFn: ({ signal }) => fetchJson<GitConnection>(routes.api.connection(arn), signal),
    enabled: isConnectionArn(arn),
    refetchInterval: ({ state }) => (state.data && isPending(state.data) ? LOOK_EVERY_MS : false),
    staleTime: LOOK_EVERY_MS,
    retry: false,
  });

/** The connections to choose from; where they cannot be listed, an ARN can be typed all the same. */
export function ConnectionChoices({ id }: { id: string }) {
  const { data } = useQuery<readonly GitConnection[], ReadError>({
    queryKey: ['git-connections'],
    queryFn: ({ signal }) => fetchJson<readonly GitConnection[]>(routes.api.connections, signal),
    staleTime: 60_000,
    retry: false,
  });
  return (
    <datalist id={id}>
      {data?.map((c) => (
        <option key={c.arn} value={c.arn}>
          {`${c.name}, ${c.provider}${isPending(c) ? ', handshake pending' : ''}`}
        </option>
      ))}
    </datalist>
  );
}

/** A step that only a person can take, in AWS's console (Developer Tools console guide, "Update a pending connection"). */
function Handshake({ connection: c }: { connection: GitConnection }) {
  return (
    <div className="note k-wait" role="status">
      <StatusIcon status="wait" />
      <div>
        <b>Waiting for the handshake with {c.provider}.</b> In the console&apos;s connections,
        choose {c.name}, then Update pending connection, and sign in to {c.provider}. This page
        continues by itself.
        {c.console && (
          <div className="mt-2">
            <a className="btn small" href={c.console} target="_blank" rel="noopener noreferrer">
              Open the console
              <Icon name="out" small />
            </a>
          </div>
        )}
      </div>
    </div>
  );
}

/** What is known of the connection that was chosen. */
export function ConnectionState({ arn }: { arn: string }): ReactNode {
  const { data, error } = useConnection(arn);
  if (!isConnectionArn(arn)) return null;
  if (error && !data)
    return <p className="text-xs text-faint">Could not read this connection: {error.message}</p>;
  if (!data) return <p className="text-xs text-faint">Reading the connection…</p>;
  if (isPending(data)) return <Handshake connection={data} />;
  if (data.status === 'AVAILABLE')
    return (
      <p className="text-xs status k-ok" role="status">
        <StatusIcon status="ok" small />
        {data.name}, {data.provider}: available
      </p>
    );
  return (
    <p className="field-problem" role="alert">
      {data.name}, {data.provider}: {data.status}. Make another connection, or repair it in the
      console.
    </p>
  );
}
