'use client';
import { useEffect, useState } from 'react';
import type { z } from 'zod';
import { fieldProblems, type FieldProblems } from '@/lib/domain/field-problems';

const NONE: FieldProblems = {};

/** What a module exports, once its code is here. `load` is the same function in every render. */
export function useLoaded<T extends object>(load: () => Promise<T>): T | undefined {
  const [loaded, setLoaded] = useState<{ readonly value: T }>();
  useEffect(() => {
    let isGone = false;
    load().then(
      (value) => {
        if (!isGone) setLoaded({ value });
      },
      // A page older than the server, or no network: the server then says what is wrong.
      () => undefined,
    );
    return () => void (isGone = true);
  }, [load]);
  return loaded?.value;
}

/**
 * What a command's schema says of a form's input, by field. The schema is loaded with the form, so
 * that no page waits for it; until it is here the server alone checks.
 */
export function useFieldProblems(load: () => Promise<z.ZodType>, input: unknown): FieldProblems {
  const schema = useLoaded(load);
  return schema ? fieldProblems(schema, input) : NONE;
}
