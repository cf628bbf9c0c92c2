import { ApplicationCard } from '@/app/(console)/projects/[name]/progress/_components/application-card';
import { FirstChangeCard } from '@/app/(console)/projects/[name]/progress/_components/first-change';
import { ReleaseView } from '@/app/(console)/projects/[name]/progress/_components/first-release';
import { ResourceList } from '@/app/(console)/projects/[name]/progress/_components/resource-list';
import { OriginFacts } from '@/app/(console)/settings/_components/data-source';
import type { Creation, TemplateView } from '@/lib/domain/projects/project';
import { stackStatus } from '@/lib/domain/status';
import { TemplateLink } from '@/components/templates/template-card';
import * as f from './fixtures';
import { Section } from './section';

const template = (name: string, language: string, more: Partial<TemplateView>): TemplateView => ({
  id: name,
  name,
  language,
  framework: 'standard library',
  type: 'web service',
  targets: ['server'],
  description: 'A JSON API that checks its own health.',
  change: '',
  ...more,
});
const TEMPLATES = [
  template('Node.js web application', 'Node.js', {
    proof: { on: '2026-11-25', seconds: 7.2, steps: { stack: 2, build: 6, deploy: 7 } },
  }),
  template('C# web service', 'C#', { missing: 'This machine has no .NET SDK.' }),
  template('Rust web service', 'Rust', {}),
  template('Our service', 'Go', { from: '/srv/templates' }),
];

const URLS = [
  { environment: 'staging', stage: 'Staging', url: 'http://127.0.0.1:8080/' },
  { environment: 'production', stage: 'Production', url: 'http://127.0.0.1:8081/' },
];
const resource = (label: string, status: string, reason?: string) => ({
  logicalId: label,
  label,
  service: 'CodeBuild',
  name: 'hello-go',
  status: stackStatus(status),
  ms: status.endsWith('IN_PROGRESS') ? undefined : 400,
  reason,
});
const CREATION: Creation = {
  name: 'hello-go',
  stackId: 'stack',
  kind: 'create',
  status: stackStatus('CREATE_IN_PROGRESS'),
  startedAt: f.NOW,
  total: 3,
  resources: [
    resource('Repository', 'CREATE_COMPLETE'),
    resource('Build project', 'CREATE_IN_PROGRESS'),
    resource('Pipeline', 'CREATE_FAILED', 'The role is not allowed to be passed.'),
  ],
  stays: [],
  urls: [],
  over: false,
  readAt: f.NOW,
};

/** The first page, a project on its way, and where everything comes from. */
export function StartStates() {
  return (
    <>
      <Section title="Templates of the first page">
        <ul className="starters">
          {TEMPLATES.map((t) => (
            <li key={t.id}>
              <TemplateLink template={t} />
            </li>
          ))}
        </ul>
      </Section>
      <Section title="A project on its way, created, and with a release">
        <div className="grid gap-3">
          <ResourceList progress={CREATION} made={1} folds={false} />
          <ResourceList progress={{ ...CREATION, name: 'hello-node' }} made={3} folds />
          <ReleaseView execution={f.EXECUTION} />
          <FirstChangeCard
            name="hello-go"
            change={{
              clone: 'git clone http://127.0.0.1:4566/v1/repos/hello-go',
              change: 'Change the heading in page.html.',
            }}
          />
        </div>
      </Section>
      <Section title="An application without an address, without a release, live">
        <div className="grid gap-3">
          {[
            { name: 'hello-go', created: false, urls: [], released: [] },
            { name: 'hello-node', created: true, urls: URLS, released: [] },
            { name: 'hello-python', created: true, urls: URLS, released: ['Staging'] },
          ].map((state) => (
            <ApplicationCard key={state.name} {...state} />
          ))}
        </div>
      </Section>
      <Section title="Data source">
        <div className="card">
          <OriginFacts
            aws
            origin={{
              backend: 'aws',
              partition: 'aws',
              account: '123456789012',
              region: 'eu-west-1',
              person: 'mara',
              readOnly: 'Read-only: STARBOARD_AWS_WRITE does not name this account.',
              readAt: f.NOW,
            }}
          />
        </div>
      </Section>
    </>
  );
}
