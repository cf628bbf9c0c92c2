'use client';
import { useRef, useState } from 'react';
import { useAddressState } from '@/lib/client/address-state';
import { environmentsProblem } from '@/lib/domain/projects/names';
import {
  DEFAULT_ENVIRONMENTS,
  projectFormOf,
  type KnownPlan,
} from '@/lib/domain/projects/plan-query';
import type { TemplateGallery } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';
import { PageHead } from '@/components/ui/page-head';
import { CreatePanel } from './create-panel';
import { Gallery } from './gallery';
import { Steps } from '@/app/(console)/projects/_components/steps';
import { usePlan } from './use-plan';
import { useProjectName } from './use-project-name';
import { WillBeCreated } from './will-be-created';

/** Choosing a card leads to the form when it is out of sight: above after scrolling, below on a phone. */
function bringUp(side: HTMLDivElement | null): void {
  const top = side?.getBoundingClientRect().top ?? 0;
  if (top < 0 || top > window.innerHeight) side?.scrollIntoView({ block: 'start' });
}

/** Gallery → name and options beside a live preview → Create. The chosen template stands in the address. */
export function NewProject({
  gallery,
  aws,
  known,
}: {
  gallery: TemplateGallery;
  aws: boolean;
  /** The plan of what is chosen first. */
  known?: KnownPlan | undefined;
}) {
  const { templates } = gallery;
  const [chosen, choose] = useAddressState('template');
  const [environments, setEnvironments] = useState(DEFAULT_ENVIRONMENTS);
  const [target, setTarget] = useState('');
  const side = useRef<HTMLDivElement>(null);
  const template = templates.find((t) => t.id === chosen) ?? templates[0];
  const { name, setName, check } = useProjectName(template?.id ?? '');
  const wrong = environmentsProblem(environments.map((e) => e.name));
  const form = projectFormOf(template?.id ?? '', name, target, environments);
  usePlan(form, template !== undefined && wrong === undefined, known);
  if (!template)
    return (
      <>
        <PageHead crumbs={[['Board', routes.board]]} title="New project" />
        <p className="text-muted">No templates found in templates/projects.</p>
      </>
    );
  return (
    <>
      <PageHead crumbs={[['Board', routes.board]]} title="New project" actions={<Steps at={1} />} />
      <div className="wizard" data-chosen={chosen || undefined}>
        <Gallery
          gallery={gallery}
          chosen={template.id}
          onChoose={(id) => {
            choose(id);
            setTarget('');
            bringUp(side.current);
          }}
        />
        <div className="wizard-side" ref={side}>
          <CreatePanel
            template={template}
            form={form}
            onName={setName}
            check={check}
            environments={environments}
            onEnvironments={setEnvironments}
            environmentsProblem={wrong}
            target={target || template.targets[0] || ''}
            onTarget={setTarget}
            aws={aws}
          />
          <WillBeCreated form={form} ready={wrong === undefined} aws={aws} />
        </div>
      </div>
    </>
  );
}
