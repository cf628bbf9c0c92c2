import type { Preflight, PreflightFinding } from '@/lib/domain/deployments/preflight';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { InlineCode } from '@/components/ui/inline-code';

function Finding({ finding: { level, text } }: { finding: PreflightFinding }) {
  return (
    <li className={level === 'error' ? 'k-fail' : 'k-wait'}>
      {level === 'error' ? <StatusIcon status="fail" small /> : <Icon name="warn" small />}
      <span>
        <InlineCode text={text} />
      </span>
    </li>
  );
}

/** What was found in the bundle before it is deployed: nothing is a line, anything else a list. */
export function PreflightReport({ preflight: p }: { preflight: Preflight }) {
  const errors = p.findings.filter((f) => f.level === 'error').length;
  return (
    <section className="preflight">
      <h3 className="label">Pre-flight</h3>
      {p.unread !== undefined && (
        <p className="text-muted">The bundle was not checked. {p.unread}</p>
      )}
      {p.unread === undefined && !p.findings.length && (
        <p className="preflight-ok k-ok">
          <StatusIcon status="ok" quiet small />
          <span>Checked: {p.checked}. Nothing is wrong.</span>
        </p>
      )}
      {errors > 0 && <p className="mb-1">This deployment would fail:</p>}
      {p.findings.length > 0 && (
        <ul>
          {p.findings.map((f) => (
            <Finding key={f.text} finding={f} />
          ))}
        </ul>
      )}
    </section>
  );
}
