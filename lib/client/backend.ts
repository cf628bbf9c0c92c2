'use client';
import { createContext, useContext } from 'react';
import type { Origin } from '@/lib/domain/account/origin';

type Backend = Origin['backend'];

/** What the pages are of, from the server: it is known before AWS has answered, and where nobody is signed in. */
export const BackendContext = createContext<Backend>('local');

/** Whether it is AWS. What is true of the engine on this machine alone is not said then, and the other way round. */
export const useIsAws = (): boolean => useContext(BackendContext) === 'aws';
