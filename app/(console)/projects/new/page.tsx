import type { Metadata } from 'next';
import { NewProject } from './_components/new-project';
import { planQuery, untouchedForm, type KnownPlan } from '@/lib/domain/projects/plan-query';
import { dashboardConnection } from '@/lib/server/env';
import { viewPlan } from '@/lib/server/projects/plan-view';
import { gallery } from '@/lib/server/templates/views';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'New project' };

/** The plan that the page opens with; one that cannot be made is asked for again, and then says why. */
async function firstPlan(template: string | undefined): Promise<KnownPlan | undefined> {
  if (template === undefined) return undefined;
  const form = untouchedForm(template);
  return viewPlan(form).then(
    (plan) => ({ query: planQuery(form).toString(), plan }),
    () => undefined,
  );
}

export default async function NewProjectPage({
  searchParams,
}: {
  searchParams: Promise<{ template?: string }>;
}) {
  const connection = dashboardConnection();
  const shown = await gallery(connection);
  const { template } = await searchParams;
  const chosen = shown.templates.find((t) => t.id === template) ?? shown.templates[0];
  return (
    <NewProject
      gallery={shown}
      aws={!connection.isThisMachine}
      known={await firstPlan(chosen?.id)}
    />
  );
}
