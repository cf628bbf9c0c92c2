import type { LogSource } from '@/lib/client/log/source';
import { Kbd } from '@/components/ui/kbd';

const count = (n: number): string => n.toLocaleString('en');

export function LogFoot({ source, zone }: { source: LogSource; zone: string | undefined }) {
  return (
    <p className="log-foot phone-off">
      <span>
        {count(source.total)} {source.total === 1 ? 'line' : 'lines'}
        {source.origin !== undefined && `, from ${source.origin}`}
        {zone !== undefined && `, times in ${zone}`}
      </span>
      <span className="flex-1" />
      <span>
        <Kbd>e</Kbd> first error
      </span>
      <span>
        <Kbd>/</Kbd> search
      </span>
      <span>
        <Kbd>n</Kbd> <Kbd>N</Kbd> match
      </span>
      <span>
        <Kbd>f</Kbd> follow
      </span>
      <span>
        <Kbd>g</Kbd> <Kbd>G</Kbd> ends
      </span>
    </p>
  );
}
