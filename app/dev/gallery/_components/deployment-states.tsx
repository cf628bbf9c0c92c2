'use client';
import { ApplicationCard } from '@/app/(console)/deployments/[id]/_components/application-card';
import { Failures } from '@/app/(console)/deployments/[id]/_components/failures';
import { HealthyChart } from '@/app/(console)/deployments/[id]/_components/healthy-chart';
import { RollbackNote } from '@/app/(console)/deployments/[id]/_components/rollback-note';
import { FireDrills } from '@/app/(console)/environments/[application]/[group]/_components/fire-drill';
import { History } from '@/app/(console)/environments/[application]/[group]/_components/history';
import { Instances } from '@/app/(console)/environments/[application]/[group]/_components/instances';
import { PreflightReport } from '@/components/change-dialog/preflight';
import * as f from './deployment-fixtures';
import { IN_BALANCER } from './traffic-fixtures';

/** A deployment's cards and notes in every state. */
export function DeploymentCardStates() {
  return (
    <div className="grid grid-cols-1 gap-3">
      <Failures deployment={f.BROKEN} context={f.CONTEXT} />
      <Failures deployment={f.ALARMED} context={f.CONTEXT} />
      {[f.BROKEN, f.BACK, f.NOT_BACK].map((d) => (
        <RollbackNote key={d.id} deployment={d} />
      ))}
      <div className="deployment-cards">
        <HealthyChart deployment={f.ROLLING} minimum={f.CONTEXT.minimum} />
        <ApplicationCard deployment={f.ROLLING} context={f.CONTEXT} />
      </div>
    </div>
  );
}

/** An environment's tables, and what is found in a bundle. */
export function EnvironmentStates() {
  return (
    <div className="grid grid-cols-1 gap-3">
      <Instances
        view={f.ENVIRONMENT}
        groups={[IN_BALANCER]}
        open="i-0c41d0"
        onOpen={() => undefined}
      />
      <History view={f.ENVIRONMENT} />
      <FireDrills view={f.ENVIRONMENT} />
      <Instances view={f.EMPTY_ENVIRONMENT} groups={[]} open="" onOpen={() => undefined} />
      <History view={f.EMPTY_ENVIRONMENT} />
      {f.PREFLIGHTS.map((p) => (
        <div key={p.checked + (p.unread ?? '')} className="card p-4">
          <PreflightReport preflight={p} />
        </div>
      ))}
    </div>
  );
}
