'use client';
import { KeyList } from '@/app/(console)/projects/[name]/_components/four-keys';
import { ProjectHome } from '@/app/(console)/projects/[name]/_components/project';
import * as f from './project-fixtures';

/** A project's page: whole, and of a pipeline that others made, partly read. */
export function ProjectStates() {
  return (
    <div className="grid grid-cols-1 gap-6">
      <ProjectHome data={f.PROJECT} pipeline={f.PIPELINE} keys={<KeyList metrics={f.METRICS} />}>
        {null}
      </ProjectHome>
      <ProjectHome data={f.FOREIGN} pipeline={f.FOREIGN_PIPELINE} keys={null}>
        {null}
      </ProjectHome>
    </div>
  );
}
