import { describe, expect, it } from 'vitest';
import { HIDDEN } from '../secrets';
import { isChanges, type Evidence, type EvidenceKind, type EvidenceProblemKind } from './evidence';
import { recognise } from './recognise';
import { evidenceWords } from './words';

const bytesOf = (content: unknown): Uint8Array => {
  if (content instanceof Uint8Array) return content;
  return new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));
};

const read = (content: unknown, path = 'out/file', size?: number): Evidence | undefined => {
  const bytes = bytesOf(content);
  return recognise({
    place: { action: 'Build', artifact: 'Out', path },
    bytes,
    size: size ?? bytes.length,
    sha256: 'x',
  });
};

const tfChange = (actions: string[], address = 'aws_x.a'): object => ({
  address,
  type: address.split('.')[0],
  change: { actions, before: null, after: null, after_unknown: {} },
});
const tfPlan = (changes: object[], more: object = {}): object => ({
  format_version: '1.2',
  terraform_version: '1.9.8',
  planned_values: { root_module: {} },
  resource_changes: changes,
  ...more,
});

const changeSet = (changes: object[], more: object = {}): object => ({
  ChangeSetName: 'c',
  StackName: 's',
  Status: 'CREATE_COMPLETE',
  ExecutionStatus: 'AVAILABLE',
  Changes: changes.map((ResourceChange) => ({ Type: 'Resource', ResourceChange })),
  ...more,
});

const CDK = `Stack ShopStack
IAM Statement Changes
┌───┬──────────┬────────┬───────────────┬───────────┬───────────┐
│   │ Resource │ Effect │ Action        │ Principal │ Condition │
├───┼──────────┼────────┼───────────────┼───────────┼───────────┤
│ + │ \${Topic} │ Allow  │ sns:Publish   │ *         │           │
└───┴──────────┴────────┴───────────────┴───────────┴───────────┘
(NOTE: There may be security-related changes not in this list. See https://github.com/aws/aws-cdk/issues/1299)

Parameters
[+] Parameter BootstrapVersion BootstrapVersion: {"Type":"String"}

Resources
[-] AWS::DynamoDB::Table Orders OrdersA1B2C3D4 destroy
[+] AWS::SNS::Topic Topic Topic4E5F6A7B
[~] AWS::EC2::Instance Host Host89ABCDEF replace
 ├─ [~] ImageId (requires replacement)
 │   ├─ [-] ami-1
 │   └─ [+] ami-2
 └─ [~] Tags
     └─ @@ -1,3 +1,3 @@
        [ ] [
        [-]   "a"
        [+]   "b"
[~] AWS::Lambda::Function Fn Fn01234567
 └─ [~] Environment
     └─ [~] .Variables:
         └─ [~] .API_TOKEN:
             ├─ [-] n0nce-before
             └─ [+] n0nce-after

✨  Number of stacks with differences: 1
`;
const coloured = (text: string): string =>
  text
    .replace(/^\[([+~-])\]/gm, '\u001B[32m[$1]\u001B[39m')
    .replace(/^(Resources)$/gm, '\u001B[4m\u001B[1m$1\u001B[22m\u001B[24m');

const kubectl = (
  name: string,
  hunk: string,
): string => `diff -u -N /tmp/LIVE-1/${name} /tmp/MERGED-2/${name}
--- /tmp/LIVE-1/${name}\t2026-11-29 10:00:00
+++ /tmp/MERGED-2/${name}\t2026-11-29 10:00:00
${hunk}`;
const KUBECTL =
  kubectl(
    'apps.v1.Deployment.shop.web',
    '@@ -1,3 +1,3 @@\n spec:\n-  replicas: 2\n+  replicas: 3\n',
  ) +
  kubectl('v1.Service.shop.old', '@@ -1,2 +0,0 @@\n-kind: Service\n-name: old\n') +
  kubectl(
    'rbac.authorization.k8s.io.v1.ClusterRole..admin',
    '@@ -0,0 +1,2 @@\n+kind: ClusterRole\n+rules: []\n',
  ) +
  kubectl('v1.Secret.shop.db', '@@ -1,2 +1,2 @@\n data:\n-  url: n0nce-old\n+  url: n0nce-new\n');

const HELM = `shop, web, Deployment (apps) has changed:
  # Source: shop/templates/web.yaml
  spec:
-   replicas: 2
+   replicas: 3
shop, old, Service (v1) has been removed:
- kind: Service
shop, db, Secret (v1) has been added:
+ kind: Secret
+ data:
+   url: n0nce-helm
`;

const junit = (inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites><testsuite name="s">${inner}</testsuite></testsuites>`;
const JUNIT = junit(
  '<testcase classname="c" name="ok" time="0.5"/><testcase classname="c" name="bad"><failure message="password: n0nce-junit">at x</failure></testcase><testcase classname="c" name="later"><skipped/></testcase>',
);

const COBERTURA = `<?xml version="1.0"?><coverage line-rate="0.5" version="1"><packages><package><classes><class filename="a.py"><lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></class></classes></package></packages></coverage>`;
const CLOVER = `<?xml version="1.0"?><coverage generated="1"><project timestamp="1"><file path="a.ts"><line num="1" type="stmt" count="3"/><line num="2" type="stmt" count="0"/><line num="3" type="stmt" count="1"/></file></project></coverage>`;
const JACOCO = `<?xml version="1.0"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="r"><package name="p"><sourcefile name="A.java"><counter type="LINE" missed="1" covered="3"/></sourcefile></package></report>`;
const LCOV = 'TN:\nSF:src/a.ts\nDA:1,4\nDA:2,0\nBRDA:1,0,0,1\nLF:2\nLH:1\nend_of_record\n';

const sarif = (results: object[], more: object = {}): object => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'scanner',
          rules: [
            { id: 'R1', properties: { 'security-severity': '9.8' } },
            { id: 'R2', defaultConfiguration: { level: 'note' } },
          ],
        },
      },
      results,
      ...more,
    },
  ],
});
const result = (more: object): object => ({
  message: { text: 'found' },
  locations: [
    { physicalLocation: { artifactLocation: { uri: 'a.ts' }, region: { startLine: 3 } } },
  ],
  ...more,
});

const cyclonedx = (more: object = {}): object => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { component: { 'bom-ref': 'root', type: 'application', name: 'shop', version: '1' } },
  components: [
    {
      'bom-ref': 'a',
      type: 'library',
      group: '@x',
      name: 'a',
      version: '1.0',
      licenses: [{ license: { id: 'MIT' } }],
    },
    {
      type: 'library',
      name: 'b',
      version: '2',
      licenses: [{ expression: 'MIT OR Apache-2.0' }],
      components: [{ type: 'library', name: 'c', version: '3' }],
    },
  ],
  ...more,
});
const vulnerability = (id: string, severity: string, more: object = {}): object => ({
  id,
  ratings: [{ severity }, { severity: 'low' }],
  affects: [{ ref: 'a' }],
  ...more,
});

const spdx = (more: object = {}): object => ({
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'shop',
  dataLicense: 'CC0-1.0',
  documentNamespace: 'https://example.com/shop',
  packages: [
    { SPDXID: 'SPDXRef-root', name: 'shop', versionInfo: '1' },
    {
      SPDXID: 'SPDXRef-a',
      name: 'a',
      versionInfo: '1',
      licenseConcluded: 'NOASSERTION',
      licenseDeclared: 'MIT',
    },
  ],
  relationships: [
    {
      spdxElementId: 'SPDXRef-DOCUMENT',
      relationshipType: 'DESCRIBES',
      relatedSpdxElement: 'SPDXRef-root',
    },
  ],
  ...more,
});

const ctrf = (more: object = {}): object => ({
  reportFormat: 'CTRF',
  specVersion: '0.0.0',
  results: {
    tool: { name: 'vitest' },
    summary: {
      tests: 2,
      passed: 1,
      failed: 1,
      pending: 0,
      skipped: 0,
      other: 0,
      start: 1,
      stop: 2,
    },
    tests: [
      { name: 'a', status: 'passed', duration: 5 },
      { name: 'b', status: 'failed', duration: 7, message: 'no' },
    ],
  },
  ...more,
});

const PNG = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 2, 0,
  0, 0, 1, 0, 8, 6, 0, 0, 0,
]);
const GIF = Uint8Array.from([...'GIF89a'].map((c) => c.charCodeAt(0)).concat([16, 0, 8, 0, 0, 0]));
const JPEG = Uint8Array.from([
  0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 9, 0, 7, 1, 1, 0x11, 0, 0,
]);
const WEBP = Uint8Array.from([
  ...[...'RIFF'].map((c) => c.charCodeAt(0)),
  0,
  0,
  0,
  0,
  ...[...'WEBPVP8X'].map((c) => c.charCodeAt(0)),
  10,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  99,
  0,
  0,
  49,
  0,
  0,
]);

const empty = 'nothing to apply';

type Row = readonly [
  name: string,
  kind: EvidenceKind,
  words: string,
  content: unknown,
  path?: string,
];

const RECOGNISED: readonly Row[] = [
  [
    'Terraform, all actions',
    'terraform-plan',
    '1 to add, 1 to change, 1 to replace, 1 to destroy',
    tfPlan([
      tfChange(['create']),
      tfChange(['update'], 'aws_x.b'),
      tfChange(['delete', 'create'], 'aws_x.c'),
      tfChange(['delete'], 'aws_x.d'),
    ]),
  ],
  ['Terraform, nothing', 'terraform-plan', empty, tfPlan([])],
  [
    'Terraform, no changes listed',
    'terraform-plan',
    empty,
    { format_version: '1.2', terraform_version: '1.9', planned_values: {}, configuration: {} },
  ],
  [
    'Terraform, outputs alone',
    'terraform-plan',
    '1 output to change',
    tfPlan([], { output_changes: { a: { actions: ['create'], after: 'x' } } }),
  ],
  [
    'Terraform 0.12',
    'terraform-plan',
    '1 to add',
    tfPlan([tfChange(['create'])], { format_version: '0.1' }),
  ],
  [
    'OpenTofu',
    'terraform-plan',
    '1 to forget',
    tfPlan([tfChange(['forget'])], {
      configuration: { provider_config: { x: { full_name: 'registry.opentofu.org/a/b' } } },
    }),
  ],
  [
    'Terraform, imported and moved',
    'terraform-plan',
    '1 to import, 1 to move',
    tfPlan([
      { ...tfChange(['no-op']), previous_address: 'aws_x.old' },
      { address: 'aws_x.i', type: 'aws_x', change: { actions: ['no-op'], importing: { id: '1' } } },
    ]),
  ],
  [
    'a change set',
    'change-set',
    '1 to add, 1 to destroy',
    changeSet([
      { Action: 'Add', LogicalResourceId: 'A', ResourceType: 'AWS::SQS::Queue' },
      { Action: 'Remove', LogicalResourceId: 'B', ResourceType: 'AWS::SQS::Queue' },
    ]),
  ],
  [
    'a change set with contexts',
    'change-set',
    '1 to replace',
    changeSet([
      {
        Action: 'Modify',
        Replacement: 'True',
        LogicalResourceId: 'A',
        ResourceType: 'AWS::SQS::Queue',
        BeforeContext: '{"Properties":{"QueueName":"a"}}',
        AfterContext: '{"Properties":{"QueueName":"b"}}',
      },
    ]),
  ],
  [
    'a change set without changes',
    'change-set',
    empty,
    changeSet([], { Status: 'FAILED', StatusReason: 'No updates are to be performed.' }),
  ],
  [
    'change sets of several stacks',
    'change-set',
    '2 to add',
    [
      changeSet([{ Action: 'Add', LogicalResourceId: 'A', ResourceType: 'AWS::SQS::Queue' }]),
      changeSet([{ Action: 'Add', LogicalResourceId: 'A', ResourceType: 'AWS::SQS::Queue' }], {
        StackName: 't',
      }),
    ],
  ],
  ['cdk diff', 'cdk-diff', '1 to add, 1 to change, 1 to replace, 1 to destroy', CDK],
  [
    'cdk diff with colours',
    'cdk-diff',
    '1 to add, 1 to change, 1 to replace, 1 to destroy',
    coloured(CDK),
  ],
  [
    'cdk diff behind a build’s words',
    'cdk-diff',
    '1 to add, 1 to change, 1 to replace, 1 to destroy',
    `> npm run diff\nHold on while we create a read-only change set\n\n${CDK}`,
  ],
  [
    'cdk diff of nothing',
    'cdk-diff',
    empty,
    'Stack ShopStack\nThere were no differences\n\n✨  Number of stacks with differences: 0\n',
  ],
  [
    'cdk diff of two stacks',
    'cdk-diff',
    '2 to add',
    'Stack A\nResources\n[+] AWS::SQS::Queue Q Q1\n\nStack B\nResources\n[+] AWS::SQS::Queue Q Q1\n\n✨  Number of stacks with differences: 2\n',
  ],
  ['kubectl diff', 'kubernetes-diff', '1 to add, 2 to change, 1 to destroy', KUBECTL],
  [
    'kubectl diff without command lines',
    'kubernetes-diff',
    '1 to change',
    KUBECTL.split('\n').slice(1, 7).join('\n'),
  ],
  ['helm diff', 'helm-diff', '1 to add, 1 to change, 1 to destroy', HELM],
  [
    'helm diff with colours',
    'helm-diff',
    '1 to add, 1 to change, 1 to destroy',
    HELM.replace(/^(shop.*)$/gm, '\u001B[33m$1\u001B[0m'),
  ],
  [
    'helm diff in short',
    'helm-diff',
    '1 to add',
    'shop, web, Deployment (apps) to be added.\nPlan: 1 to add, 0 to change, 0 to destroy, 0 to change ownership.\n',
  ],
  [
    'helm diff as JSON',
    'helm-diff',
    '1 to add, 1 to destroy',
    [
      { api: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web', change: 'ADD' },
      { api: 'v1', kind: 'Service', namespace: 'shop', name: 'old', change: 'REMOVE' },
    ],
  ],
  [
    'helm diff, structured',
    'helm-diff',
    '1 to change',
    [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        namespace: 'shop',
        name: 'db',
        changeType: 'MODIFY',
        resourceStatus: { oldExists: true, newExists: true },
        changes: [
          {
            path: 'data',
            field: 'url',
            change: 'replace',
            oldValue: 'n0nce-1',
            newValue: 'n0nce-2',
          },
        ],
      },
    ],
  ],
  ['JUnit', 'test-report', '1 of 3 tests failed', JUNIT],
  [
    'JUnit, one suite',
    'test-report',
    '1 test passed',
    '<testsuite name="s"><testcase name="a"/></testsuite>',
  ],
  [
    'NUnit 3',
    'test-report',
    '1 of 1 test failed',
    '<test-run><test-suite><test-case fullname="a" result="Failed"/></test-suite></test-run>',
  ],
  [
    'TestNG',
    'test-report',
    '1 test passed',
    '<testng-results><suite name="s"><test name="t"><class name="c"><test-method name="m" status="PASS" duration-ms="1"/></class></test></suite></testng-results>',
  ],
  [
    'Visual Studio',
    'test-report',
    '1 of 1 test failed',
    '<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results><UnitTestResult testId="1" testName="a" outcome="Failed"/></Results></TestRun>',
  ],
  ['CTRF', 'test-report', '1 of 2 tests failed', ctrf()],
  [
    'CTRF without its name',
    'test-report',
    '1 of 2 tests failed',
    ctrf({ reportFormat: undefined }),
  ],
  [
    'Cucumber',
    'test-report',
    '1 test passed',
    [
      {
        uri: 'a.feature',
        keyword: 'Feature',
        name: 'f',
        elements: [{ type: 'scenario', name: 's', steps: [{ result: { status: 'passed' } }] }],
      },
    ],
  ],
  ['Cobertura', 'coverage', '50% of lines covered', COBERTURA],
  ['Clover', 'coverage', '66.6% of lines covered', CLOVER],
  ['JaCoCo', 'coverage', '75% of lines covered', JACOCO],
  ['LCOV', 'coverage', '50% of lines covered', LCOV],
  [
    'Istanbul',
    'coverage',
    '80% of lines covered',
    {
      total: { lines: { total: 10, covered: 8, pct: 80 } },
      'a.ts': {
        lines: { total: 10, covered: 8, pct: 80 },
        branches: { total: 2, covered: 1, pct: 50 },
      },
    },
  ],
  [
    'SimpleCov',
    'coverage',
    '50% of lines covered',
    { RSpec: { coverage: { 'a.rb': { lines: [1, null, 0] } }, timestamp: 1 } },
  ],
  [
    'SARIF',
    'scan',
    '1 critical, 1 high, 1 note',
    sarif([
      result({ ruleId: 'R1' }),
      result({ ruleId: 'R2' }),
      result({ ruleId: 'X', level: 'error' }),
      result({ ruleId: 'R1', suppressions: [{ kind: 'inSource' }] }),
      result({ ruleId: 'R1', kind: 'pass' }),
      result({ ruleId: 'R1', baselineState: 'absent' }),
    ]),
  ],
  ['SARIF without findings', 'scan', 'no findings', sarif([])],
  ['SARIF by index of its rule', 'scan', '1 critical', sarif([result({ ruleIndex: 0 })])],
  ['CycloneDX 1.6', 'sbom', '3 components', cyclonedx()],
  [
    'CycloneDX 1.5 with vulnerabilities',
    'sbom',
    '3 components, vulnerabilities: 1 critical, 1 high',
    cyclonedx({
      specVersion: '1.5',
      vulnerabilities: [
        vulnerability('CVE-1', 'critical'),
        vulnerability('CVE-2', 'high'),
        vulnerability('CVE-3', 'high', { analysis: { state: 'not_affected' } }),
      ],
    }),
  ],
  ['SPDX 2.3', 'sbom', '1 component', spdx()],
  [
    'SPDX 2.2',
    'sbom',
    '1 component',
    spdx({ spdxVersion: 'SPDX-2.2', documentDescribes: ['SPDXRef-root'] }),
  ],
  ['Markdown', 'markdown', '', '# Read this\n\n<script>alert(1)</script>', 'evidence/notes.md'],
  ['text', 'text', '', 'Read this.', 'approval.txt'],
  ['text by its folder', 'text', '', 'Read this.', 'evidence/notes'],
  [
    'the text of a plan, as text',
    'text',
    '',
    'Plan: 0 to add, 0 to change, 1 to destroy.\n',
    'plan.txt',
  ],
  ['PNG', 'image', '', PNG, 'evidence/graph.png'],
  ['GIF', 'image', '', GIF, 'evidence/graph'],
  ['JPEG', 'image', '', JPEG, 'approval/graph.bin'],
  ['WebP', 'image', '', WEBP, 'evidence-graph.webp'],
];

const whole = JSON.stringify(tfPlan([tfChange(['delete'])]));
const deep = (n: number): string => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`;

type Alike = readonly [
  name: string,
  problem: EvidenceProblemKind | undefined,
  content: unknown,
  path?: string,
];

const ALIKE: readonly Alike[] = [
  [
    'a state of Terraform’s as JSON',
    undefined,
    { format_version: '1.0', terraform_version: '1.9', values: { root_module: { resources: [] } } },
  ],
  [
    'a state file',
    undefined,
    { version: 4, terraform_version: '1.9.8', serial: 3, lineage: 'x', resources: [] },
  ],
  ['schemas of providers', undefined, { format_version: '1.0', provider_schemas: {} }],
  [
    'what terraform validate says',
    undefined,
    { format_version: '1.0', valid: true, error_count: 0, diagnostics: [] },
  ],
  [
    'a plan’s log as JSON lines',
    undefined,
    '{"@level":"info","@message":"Plan: 1 to add","type":"change_summary"}\n{"@level":"info","@message":"x"}\n',
  ],
  [
    'a plan’s log as text',
    undefined,
    'Terraform will perform the following actions:\n\n  # aws_x.a will be destroyed\n  - resource "aws_x" "a" {}\n\nPlan: 0 to add, 0 to change, 1 to destroy.\n',
    'out/plan',
  ],
  [
    'a plan as Terraform stores it',
    undefined,
    Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0, 8, 0, 0xff, 0xfe, 0x80]),
    'tfplan',
  ],
  ['package.json', undefined, { name: 'x', version: '1.0.0', dependencies: {} }],
  ['package-lock.json', undefined, { name: 'x', lockfileVersion: 3, packages: {} }],
  ['tsconfig.json', undefined, { compilerOptions: { strict: true } }],
  [
    'an item of AWS Config',
    undefined,
    { configurationItems: [{ resourceType: 'AWS::EC2::Instance', configuration: {} }] },
  ],
  [
    'a CloudFormation template',
    undefined,
    { AWSTemplateFormatVersion: '2010-09-09', Resources: { A: { Type: 'AWS::SQS::Queue' } } },
  ],
  [
    'stacks, described',
    undefined,
    { Stacks: [{ StackName: 's', StackId: 'x', StackStatus: 'CREATE_COMPLETE' }] },
  ],
  [
    'a list of change sets',
    undefined,
    { Summaries: [{ ChangeSetName: 'c', StackName: 's', Status: 'CREATE_COMPLETE' }] },
  ],
  ['CodePipeline’s own definition', undefined, { pipeline: { name: 'p', stages: [] } }],
  ['image definitions', undefined, [{ name: 'web', imageUri: 'x' }]],
  [
    'a Kubernetes manifest',
    undefined,
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n',
  ],
  ['a list of Kubernetes objects', undefined, [{ kind: 'Pod', name: 'a' }]],
  ['a diff of git', undefined, 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n'],
  [
    'a page that tells of cdk diff',
    undefined,
    '# How to\nRun `cdk diff` and read\nResources\nStack of things\n',
    'README',
  ],
  [
    'a build’s log',
    undefined,
    '[Container] 2026/11/29 10:00:00 Running command npm test\nTests  12 passed\n',
  ],
  [
    'HTML',
    undefined,
    '<!doctype html><html><body>{"format_version":"1.2"}</body></html>',
    'plan.json',
  ],
  [
    'HTML that is named as evidence',
    undefined,
    '<!DOCTYPE html><html></html>',
    'evidence/report.txt',
  ],
  [
    'SVG that is named as evidence',
    undefined,
    '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    'evidence/x.png',
  ],
  [
    'a Maven project',
    undefined,
    '<?xml version="1.0"?><project><modelVersion>4.0.0</modelVersion></project>',
  ],
  ['another report', undefined, '<report><title>Sales</title></report>'],
  ['other coverage', undefined, '<coverage><area>Berlin</area></coverage>'],
  ['an element named as a member of every object', undefined, '<constructor/>'],
  ['an RSS feed', undefined, '<rss version="2.0"><channel/></rss>'],
  ['a source map', undefined, { version: 3, sources: ['a.ts'], mappings: 'AAAA' }],
  [
    'a JSON schema of SARIF',
    undefined,
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'SARIF 2.1.0',
      properties: { runs: {} },
    },
  ],
  ['runs of something else', undefined, { version: '2.1.0', runs: [{ id: 1 }] }],
  ['results of something else', undefined, { results: [{ tool: 'x' }] }],
  ['totals of something else', undefined, { total: 12, items: [] }],
  ['a licence', undefined, 'MIT License\n\nCopyright', 'LICENSE'],
  ['a text that nobody calls evidence', undefined, 'Read this.', 'src/notes'],
  ['an image that ends in its first bytes', undefined, PNG.slice(0, 12), 'evidence/x.png'],
  [
    'an image of no size',
    undefined,
    PNG.map((b, i) => (i >= 16 && i < 24 ? 0 : b)),
    'evidence/x.png',
  ],
  ['nothing', undefined, ''],
  ['a program', undefined, Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0])],
  ['text with a byte of nothing', undefined, 'Stack A\0\nThere were no differences\n'],
  ['deep JSON', undefined, deep(5000)],
  ['JSON that ends', undefined, '{"name":"x","dependencies":{'],
  ['a plan that ends', 'cut', whole.slice(0, -20)],
  ['a deep plan', 'too-deep', whole.replace('"root_module":{}', `"root_module":${deep(5000)}`)],
  [
    'a plan with a key twice',
    'ambiguous',
    whole.replace('"actions":["delete"]', '"actions":["delete"],"actions":["no-op"]'),
  ],
  ['a plan of a format to come', 'unknown-version', tfPlan([], { format_version: '2.0' })],
  ['a plan that failed', 'incomplete', tfPlan([], { errored: true })],
  [
    'a change set that failed',
    'incomplete',
    changeSet([], { Status: 'FAILED', StatusReason: 'Denied' }),
  ],
  ['one page of a change set', 'incomplete', changeSet([], { NextToken: 'x' })],
  ['a change set that ends', 'cut', JSON.stringify(changeSet([])).slice(0, -3)],
  [
    'a cdk diff without its changes',
    'incomplete',
    'Stack A\n\n✨  Number of stacks with differences: 2\n',
  ],
  ['JUnit that ends', 'cut', JUNIT.slice(0, -30)],
  [
    'JUnit that unfolds without end',
    'cut',
    `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${JUNIT.replace(/<\?.*\?>\n/, '').replace('at x', '&b;')}`,
  ],
  ['JUnit that nests without end', 'cut', `<testsuites>${'<testsuite>'.repeat(10_000)}`],
  ['LCOV that ends', 'cut', 'TN:\nSF:a.ts\nDA:1,1\n'],
  ['SARIF of another version', 'unknown-version', { ...sarif([]), version: '2.0.0' }],
  [
    'a scan that failed',
    'incomplete',
    sarif([], { invocations: [{ executionSuccessful: false }] }),
  ],
  ['CycloneDX of a version to come', 'unknown-version', cyclonedx({ specVersion: '2.0' })],
  [
    'SPDX 3',
    'unknown-version',
    { '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': [] },
  ],
  ['Cucumber of nothing', 'cut', [{ keyword: 'Feature', uri: 'a', elements: [null] }]],
  [
    'an image that fills memory',
    'too-large',
    PNG.map((b, i) => (i === 16 || i === 20 ? 1 : b)),
    'evidence/x.png',
  ],
];

describe('evidence', () => {
  it.each(RECOGNISED)('%s is recognised as %s: %s', (_, kind, words, content, path) => {
    const e = read(content, path as string | undefined);
    expect(e?.kind).toBe(kind);
    expect(e?.problem).toBeUndefined();
    expect(e && evidenceWords(e)).toBe(words);
    expect(JSON.stringify(e)).not.toContain('n0nce');
  });

  it.each(ALIKE)('%s is none, or says its problem: %s', (_, problem, content, path) => {
    const e = read(content, path as string | undefined);
    expect(e?.problem?.kind).toBe(problem);
    if (problem === undefined) expect(e).toBeUndefined();
  });

  it('is known by at least forty files of each sort', () => {
    expect(RECOGNISED.length).toBeGreaterThanOrEqual(40);
    expect(ALIKE.length).toBeGreaterThanOrEqual(40);
  });

  it.each(RECOGNISED.filter(([, kind]) => !/text|markdown|image|diff/.test(kind)))(
    '%s of 100 MB is said to be too large where its beginning tells it',
    (_, kind, __, content) => {
      const e = read(content, 'x', 100 * 1024 * 1024);
      expect(e?.kind ?? kind).toBe(kind);
      expect(e?.summary).toBeUndefined();
    },
  );

  it('that is cut anywhere is never more than the whole says', () => {
    for (const [, , , content, path] of RECOGNISED) {
      const bytes = bytesOf(content);
      for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
        const e = read(bytes.subarray(0, Math.floor(bytes.length * share)), path);
        expect(JSON.stringify(e) ?? '').not.toContain('n0nce');
      }
    }
  });
});

/** A generator of numbers below `n`, the same in every run. */
const numbers = (seed: number) => {
  let now = seed;
  return (n: number): number => {
    now = (Math.imul(now, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (now >> 8) % n;
  };
};

describe('a file with anything in the wrong place', () => {
  const ODD: readonly unknown[] = [
    null,
    [],
    {},
    '',
    'x',
    -1,
    1e300,
    true,
    [null],
    { a: null },
    [[]],
  ];

  function spoil(value: unknown, number: (n: number) => number): unknown {
    if (number(12) === 0) return ODD[number(ODD.length)];
    if (Array.isArray(value)) return value.map((v) => spoil(v, number));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, spoil(v, number)]));
  }

  it('is evidence, has a problem, or is none, and never fails', () => {
    const number = numbers(7);
    const objects = RECOGNISED.flatMap(([, , , content]) =>
      typeof content === 'object' && !(content instanceof Uint8Array) ? [content] : [],
    );
    const texts = RECOGNISED.flatMap(([, , , content]) =>
      typeof content === 'string' ? [content] : [],
    );
    for (let i = 0; i < 40; i++) {
      for (const o of objects) expect(() => read(spoil(o, number), 'x.json')).not.toThrow();
      for (const t of texts) {
        const at = number(t.length);
        const spoilt = t.slice(0, at) + t.slice(at + number(40));
        expect(() => read(spoilt, 'x.txt')).not.toThrow();
      }
    }
  });
});

describe('what is told of it', () => {
  const changesOf = (e: Evidence | undefined) => (e && isChanges(e) ? e.summary.changes : []);

  it('cdk diff: the stack, why it is replaced, and lines without secrets', () => {
    const e = read(CDK);
    const changes = changesOf(e);
    expect(changes.map((c) => [c.action, c.address, c.scope])).toEqual([
      ['delete', 'OrdersA1B2C3D4', 'ShopStack'],
      ['replace', 'Host89ABCDEF', 'ShopStack'],
      ['create', 'Topic4E5F6A7B', 'ShopStack'],
      ['update', 'Fn01234567', 'ShopStack'],
    ]);
    expect(changes[1]?.attributes.map((a) => [a.path, a.replaces])).toEqual([
      ['ImageId', true],
      ['Tags', false],
    ]);
    expect(changes[1]?.diff).toHaveLength(8);
    expect(changes[3]?.diff?.join('\n')).toContain(`[+] ${HIDDEN}`.slice(4));
    expect(e && isChanges(e) && e.summary.notes).toEqual(['IAM statements change']);
    expect(e && isChanges(e) && e.summary.outputs.map((o) => o.path)).toEqual([
      'Parameter BootstrapVersion',
    ]);
  });

  it('cdk diff: the name of a stack behind the path of its construct', () => {
    const e = read(CDK.replace('Stack ShopStack', 'Stack Pipe/Prod/Shop (Prod-Shop)'));
    expect(e && isChanges(e) && e.summary.subject).toBe('Prod-Shop');
  });

  it('cdk diff: long values are cut, and what comes behind them is kept', () => {
    const long = CDK.replace('[-] ami-1', `[-] ${'x'.repeat(5000)}`);
    const diff = changesOf(read(long))[1]?.diff;
    expect(diff).toHaveLength(8);
    expect(diff?.[1]).toMatch(/x…$/);
  });

  it('kubectl diff: kinds, namespaces, and what is about permissions', () => {
    expect(
      changesOf(read(KUBECTL)).map((c) => [c.action, c.address, c.scope, c.type, c.isSecurity]),
    ).toEqual([
      ['delete', 'Service/old', 'shop', 'v1 Service', false],
      ['create', 'ClusterRole/admin', '', 'rbac.authorization.k8s.io/v1 ClusterRole', true],
      ['update', 'Secret/db', 'shop', 'v1 Secret', true],
      ['update', 'Deployment/web', 'shop', 'apps/v1 Deployment', false],
    ]);
  });

  it('tests: an identity that stays, and a message without secrets', () => {
    const e = read(JUNIT);
    const tests = e?.summary?.form === 'tests' ? e.summary : undefined;
    expect(tests).toMatchObject({ passed: 1, failed: 1, skipped: 1, durationMs: 500 });
    expect(tests?.failures.map((f) => [f.id, f.name])).toEqual([
      ['["s","c","bad"]', 's › c › bad'],
    ]);
    expect(tests?.failures[0]?.message).toContain(HIDDEN);
  });

  it('findings: the same in another line by a fingerprint, else by rule and place', () => {
    const idOf = (more: object): string | undefined => {
      const e = read(sarif([result(more)]));
      return e?.summary?.form === 'scan' ? e.summary.findings[0]?.id : undefined;
    };
    const at = (startLine: number): object => ({
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'a.ts' }, region: { startLine } } },
      ],
    });
    const print = { partialFingerprints: { primaryLocationLineHash: 'abc' } };
    expect(idOf({ ruleId: 'R1', ...print, ...at(1) })).toBe(
      idOf({ ruleId: 'R1', ...print, ...at(9) }),
    );
    expect(idOf({ ruleId: 'R1', ...at(1) })).not.toBe(idOf({ ruleId: 'R1', ...at(9) }));
    expect(idOf({ ruleId: 'R2', ...print })).not.toBe(idOf({ ruleId: 'R1', ...print }));
  });

  it('components: names with their groups, licences, and vulnerabilities by component', () => {
    const e = read(cyclonedx({ vulnerabilities: [vulnerability('CVE-1', 'critical')] }));
    const sbom = e?.summary?.form === 'sbom' ? e.summary : undefined;
    expect(sbom?.subject).toBe('shop@1');
    expect(sbom?.components).toEqual([
      { name: '@x/a', version: '1.0', licences: ['MIT'] },
      { name: 'b', version: '2', licences: ['MIT OR Apache-2.0'] },
      { name: 'c', version: '3', licences: [] },
    ]);
    expect(sbom?.vulnerabilities.map((v) => [v.id, v.where])).toEqual([
      ['["CVE-1","@x/a"]', '@x/a@1.0'],
    ]);
  });

  it('names of tests and components: without secrets', () => {
    const test = read(junit('<testcase name="logs in, password=n0nce-name"><failure/></testcase>'));
    expect(evidenceWords(test as Evidence)).toBe('1 of 1 test failed');
    const component = { type: 'library', name: 'x', version: 'git+https://me:n0nce-url@host/x' };
    const bom = read(cyclonedx({ components: [component] }));
    expect(JSON.stringify([test, bom])).not.toContain('n0nce');
    expect(JSON.stringify(bom)).toContain(`me:${HIDDEN}@host/x`);
  });

  it('names: without control characters, and no member of an object is a word', () => {
    const e = recognise({
      place: { action: 'Build', artifact: 'Out', path: 'a\u202Egpj.\u0007json' },
      bytes: bytesOf(
        tfPlan([
          { ...tfChange(['create']), action_reason: 'constructor' },
          {
            address: '__proto__',
            type: 'constructor',
            change: {
              actions: ['update'],
              before: { constructor: 1 },
              after: { __proto__: 2, toString: 3 },
            },
          },
        ]),
      ),
      size: 1,
      sha256: 'x',
    });
    expect(e?.place.path).toBe('agpj.json');
    expect(changesOf(e).map((c) => c.reasons)).toEqual([['constructor'], []]);
    expect(changesOf(e)[1]?.attributes.map((a) => [a.path, a.before, a.after])).toEqual([
      ['constructor', '1', undefined],
      ['toString', undefined, '3'],
    ]);
  });
});

describe('a file that was made to take long', () => {
  it.each([
    ['one line of marks', '[~] AWS::A::'.repeat(300_000)],
    ['lines that could be headings', 'Stack A\nResources\n[+] AWS::A::B \n'.repeat(80_000)],
    ['a line that could name files', `diff ${' /LIVE-a/'.repeat(300_000)}`],
    ['secrets', 'Stack A\nThere were no differences\n token: \n'.repeat(60_000)],
    ['open comments', '<!--'.repeat(700_000)],
    [
      'open elements with lines',
      `<coverage line-rate="1">${'<a>'.repeat(400_000)}${'<line hits="1"/>'.repeat(90_000)}`,
    ],
    ['quotes', `{"a":"${'\\"'.repeat(1_500_000)}`],
    ['commas', `a, ${'b, '.repeat(900_000)}`],
    ['escapes', '\u001B['.repeat(1_500_000)],
    ['brackets', '['.repeat(3_000_000)],
    ['spaces', ' '.repeat(3_000_000)],
  ])('does not: %s', (_, text) => {
    const begun = performance.now();
    read(text, 'evidence/x.txt');
    read(text, 'x.json');
    // A hundred times what it takes; what grows with the square takes minutes.
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
