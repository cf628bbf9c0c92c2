'use client';
import { useEffect, useState } from 'react';
import type { Expression } from '@/common/expression';
import type { LogQuery } from '@/lib/domain/logs/log-query';

/**
 * What a search for a regular expression is compiled to, for marking. The engine of expressions is loaded when somebody
 * searches by one; until then, and for a pattern that is none, nothing is marked.
 */
export function useExpression({ text, regex, matchCase }: LogQuery): Expression | undefined {
  const key = JSON.stringify([text, matchCase]);
  const [found, setFound] = useState<{
    readonly key: string;
    readonly expression: Expression | undefined;
  }>();
  useEffect(() => {
    if (!regex || !text) return;
    let gone = false;
    const compile = async (): Promise<void> => {
      const { expressionOf } = await import('@/lib/domain/logs/log-expression');
      const compiled = expressionOf({ text, regex, matchCase });
      if (!gone) setFound({ key, expression: typeof compiled === 'string' ? undefined : compiled });
    };
    compile().catch((error: unknown) =>
      console.error('The search for regular expressions could not be loaded', error),
    );
    return () => {
      gone = true;
    };
  }, [key, text, regex, matchCase]);
  return regex && found?.key === key ? found.expression : undefined;
}
