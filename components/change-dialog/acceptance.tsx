'use client';
import { useQuery } from '@tanstack/react-query';
import { queryOf } from '@/lib/client/change-query';
import { serverNow } from '@/lib/client/clock';
import { fetchJson } from '@/lib/client/fetch-json';
import { useNow } from '@/lib/client/now';
import type { ChangePreview, ChangeRequest } from '@/lib/domain/changes/change';
import { acceptedBy } from '@/lib/domain/changes/change-kinds';
import { routes } from '@/lib/routes';
import { Button } from '@/components/ui/button';
import { StatusIcon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/time';

/** AWS is asked this often whether it shows the change, and for no longer than a minute by itself. */
const EVERY_MS = 2000;
const BY_ITSELF_MS = 60_000;

/** What was accepted and is not shown: for some seconds that is AWS's way, after a minute a person should know. */
export function AcceptanceView({
  service,
  at,
  late,
  looking,
  onLook,
}: {
  service: string;
  at: number;
  late: boolean;
  looking: boolean;
  onLook: () => void;
}) {
  return (
    <div className={`note ${late ? 'k-wait' : 'k-run'}`} role="status">
      <StatusIcon status={late ? 'wait' : 'run'} />
      <div>
        {late ? (
          <>
            Accepted <RelativeTime at={at} suffix=" ago" />, and {service} still does not show it.
            <div className="mt-2">
              <Button size="small" disabled={looking} onClick={onLook}>
                {looking ? 'Looking…' : 'Look again'}
              </Button>
            </div>
          </>
        ) : (
          `Accepted. ${service} does not show it yet, which can take some seconds.`
        )}
      </div>
    </div>
  );
}

/** Asks until AWS shows what it has accepted; says nothing once it does. `at`: when it was accepted. */
export function Acceptance({ request, at }: { request: ChangeRequest; at: number }) {
  const now = useNow();
  const query = useQuery({
    queryKey: ['shown', queryOf(request), at],
    queryFn: ({ signal }) => fetchJson<ChangePreview>(routes.api.preview(queryOf(request)), signal),
    refetchInterval: ({ state }) =>
      (state.data && state.data.acceptedAt === undefined) || serverNow() - at > BY_ITSELF_MS
        ? false
        : EVERY_MS,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  if (query.data?.acceptedAt === undefined) return null;
  return (
    <AcceptanceView
      service={acceptedBy(request.kind)}
      at={at}
      late={now - at > BY_ITSELF_MS}
      looking={query.isFetching}
      onLook={() => void query.refetch()}
    />
  );
}
