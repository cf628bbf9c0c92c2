'use client';
import Link from 'next/link';
import { useIsAws } from '@/lib/client/backend';
import type { TemplateView } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { Monogram } from './monogram';
import { TARGETS } from './targets';

/** What is known of a template here: what the machine lacks, how long it took where it was tried, or that nobody has tried it. */
function Word({ template: t }: { template: TemplateView }) {
  const aws = useIsAws();
  if (t.missing)
    return (
      <span className="text-xs k-stop status">
        <StatusIcon status="stop" small />
        not on this machine
      </span>
    );
  // How long it took was measured on one machine: AWS's own pace is another.
  if (t.proof && aws)
    return (
      <span
        className="text-xs text-faint"
        title={`Its whole life was tested with Starboard's own engine on ${t.proof.on}, not on AWS.`}
      >
        not tried on AWS
      </span>
    );
  if (t.proof)
    return (
      <span
        className="text-xs text-faint"
        title={`Tested on ${t.proof.on}: created, built, deployed, changed by a push, rolled back, deleted.`}
      >
        live in {Math.max(1, Math.round(t.proof.seconds))}s
      </span>
    );
  return t.from ? null : (
    <span className="text-xs text-faint" title="Its files are checked. It has not been run.">
      not tried yet
    </span>
  );
}

/** One template: what it is, where it runs, and whether it will. */
function Face({ template: t, chosen }: { template: TemplateView; chosen: boolean }) {
  return (
    <>
      <span className="flex justify-between items-start">
        <Monogram language={t.language} />
        {chosen && <Icon name="check" />}
      </span>
      <b>{t.name}</b>
      <span className="text-xs text-muted">
        {t.language}, {t.framework}
      </span>
      <span className="text-muted flex-1 about">{t.description}</span>
      <span className="flex gap-1.5 items-center flex-wrap">
        {t.targets.map((x) => (
          <span key={x} className="tag">
            {TARGETS[x]?.short ?? x}
          </span>
        ))}
        {t.from && (
          <span className="tag" title={t.from}>
            yours
          </span>
        )}
        <span className="flex-1" />
        <Word template={t} />
      </span>
    </>
  );
}

/** A template to choose among others. */
export function TemplateCard({
  template,
  chosen,
  onChoose,
}: {
  template: TemplateView;
  chosen: boolean;
  onChoose: (id: string) => void;
}) {
  return (
    <button
      type="button"
      className="template-card"
      aria-pressed={chosen}
      onClick={() => onChoose(template.id)}
    >
      <Face template={template} chosen={chosen} />
    </button>
  );
}

/** A template that leads to its form. */
export function TemplateLink({ template }: { template: TemplateView }) {
  return (
    <Link className="template-card" href={routes.newProjectFrom(template.id)}>
      <Face template={template} chosen={false} />
    </Link>
  );
}
