'use client';
import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { readChange } from '@/lib/client/change-address';

const ChangeDialog = dynamic(() => import('./dialog').then((m) => m.ChangeDialog), { ssr: false });

/** The one dialog, on every page, when the address asks for it. Its code is loaded with the first question. */
export function ChangeHost() {
  const change = readChange(useSearchParams());
  useEffect(() => {
    document.documentElement.dataset['ready'] = '';
  }, []);
  return change ? <ChangeDialog request={change} /> : null;
}
