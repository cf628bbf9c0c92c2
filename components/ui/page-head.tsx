import Link from 'next/link';
import type { ReactNode } from 'react';
import type { AwsObject } from '@/lib/domain/account/aws-object';
import { AwsMenu } from './aws-menu';
import { Icon } from './icon';

interface Props {
  readonly crumbs?: readonly (readonly [string, string])[];
  readonly title: string;
  readonly here?: string | undefined;
  readonly after?: ReactNode;
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
  /** What the page is about, as AWS has it. */
  readonly aws?: AwsObject | undefined;
}

/** Where a page is, its one heading, the facts under it, and what can be done. */
export function PageHead({ crumbs = [], title, here = title, after, meta, actions, aws }: Props) {
  return (
    <>
      {crumbs.length > 0 && (
        <div className="crumb-line">
          <nav className="crumb" aria-label="Where this is">
            {crumbs.map(([label, href]) => (
              <span key={href} className="flex items-center gap-1.5">
                <Link href={href} prefetch={false}>
                  {label}
                </Link>
                <Icon name="right" small />
              </span>
            ))}
            <span className="truncate">{here}</span>
          </nav>
          {aws && <AwsMenu object={aws} />}
        </div>
      )}
      <div className="head">
        <div className="min-w-0">
          <h1>
            {title}
            {after}
          </h1>
          {meta && <div className="meta">{meta}</div>}
        </div>
        {actions && <div className="head-actions">{actions}</div>}
      </div>
    </>
  );
}
