'use client';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { BackendContext } from '@/lib/client/backend';
import { PaintedAt } from '@/lib/client/now';
import type { Origin } from '@/lib/domain/account/origin';

export function Providers({
  children,
  nonce,
  backend,
  paintedAt,
}: {
  children: ReactNode;
  nonce: string;
  backend: Origin['backend'];
  paintedAt: number;
}) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { retry: false, refetchOnWindowFocus: true, staleTime: 0 } },
      }),
  );
  return (
    <CSPProvider nonce={nonce}>
      <BackendContext value={backend}>
        <PaintedAt value={paintedAt}>
          <QueryClientProvider client={client}>{children}</QueryClientProvider>
        </PaintedAt>
      </BackendContext>
    </CSPProvider>
  );
}
