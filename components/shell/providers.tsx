'use client';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { BackendContext } from '@/lib/client/backend';
import type { Origin } from '@/lib/domain/account/origin';

export function Providers({
  children,
  nonce,
  backend,
}: {
  children: ReactNode;
  nonce: string;
  backend: Origin['backend'];
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
        <QueryClientProvider client={client}>{children}</QueryClientProvider>
      </BackendContext>
    </CSPProvider>
  );
}
