'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { onSaid } from '@/lib/client/toast';

const Toasts = dynamic(() => import('./toasts').then((m) => m.Toasts), { ssr: false });

/** The toasts' code comes with the first of them. */
export function ToastHost() {
  const [used, setUsed] = useState(false);
  useEffect(() => onSaid(() => setUsed(true)), []);
  return used ? <Toasts /> : null;
}
