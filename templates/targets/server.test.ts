import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { server, type TargetOptions } from './server';

const options = (environments: string[], approve: string[] = []): TargetOptions => ({ name: 'demo', environments, approve, runtime: 'nodejs' });
const document = server(options(['staging', 'production'], ['production']));
const resources = Object.entries(document.Resources);
const text = JSON.stringify(document);
type Any = Record<string, unknown>;
const propsOf = (id: string): Any => (document.Resources[id]?.Properties ?? {}) as Any;
const statements = (id: string): { Action: string[]; Resource: unknown[] }[] => ((propsOf(id)['Policies'] as { PolicyDocument: { Statement: { Action: string[]; Resource: unknown[] }[] } }[])[0]?.PolicyDocument.Statement) ?? [];

describe('the document of the target server', () => {
  it('has the stages of the contract', () => {
    expect((propsOf('Pipeline')['Stages'] as { Name: string }[]).map((s) => s.Name)).toEqual(['Source', 'Build', 'Staging', 'ApproveProduction', 'Production']);
    expect(Object.keys(document.Outputs)).toEqual(['StagingUrl', 'ProductionUrl', 'CloneUrl']);
  });

  it('gives names by hand only where the contract does', () => {
    expect(resources.filter(([, r]) => r.Type === 'AWS::IAM::Role').every(([, r]) => !('RoleName' in (r.Properties ?? {})))).toBe(true);
    expect([propsOf('Repository')['RepositoryName'], propsOf('Pipeline')['Name'], propsOf('Build')['Name'], propsOf('Application')['ApplicationName'], propsOf('StagingDeploymentGroup')['DeploymentGroupName']]).toEqual(['demo', 'demo', 'demo', 'demo', 'staging']);
  });

  it('tags every resource type that can be', () => {
    const untaggable = ['AWS::S3::BucketPolicy', 'AWS::IAM::InstanceProfile', 'AWS::Events::Rule'];
    expect(resources.filter(([, r]) => !untaggable.includes(r.Type) && !JSON.stringify(r.Properties?.['Tags'] ?? '').includes('"starboard:project"')).map(([id]) => id)).toEqual([]);
  });

  it('bounds every role, keeps its policy inline, and gives a star only where AWS has nothing else', () => {
    const roles = resources.filter(([, r]) => r.Type === 'AWS::IAM::Role');
    expect(roles.every(([, r]) => JSON.stringify(r.Properties?.['PermissionsBoundary']).includes('HasBoundary') && !('ManagedPolicyArns' in (r.Properties ?? {})))).toBe(true);
    const stars = roles.flatMap(([id]) => statements(id).filter((s) => s.Resource.includes('*')).flatMap((s) => s.Action));
    expect(stars).toEqual(['ec2:DescribeInstances', 'ec2:DescribeInstanceStatus', 'tag:GetResources']);
    expect(roles.flatMap(([id]) => statements(id).flatMap((s) => s.Action)).filter((a) => a.endsWith('*'))).toEqual([]);
  });

  it('lets the pipeline read its source with exactly the six actions, on its repository', () => {
    expect(statements('PipelineRole')[0]).toEqual({ Effect: 'Allow', Action: ['codecommit:GetBranch', 'codecommit:GetCommit', 'codecommit:GetRepository', 'codecommit:UploadArchive', 'codecommit:GetUploadArchiveStatus', 'codecommit:CancelUploadArchive'], Resource: [{ 'Fn::GetAtt': ['Repository', 'Arn'] }] });
    expect(statements('TriggerRole').map((s) => s.Action)).toEqual([['codepipeline:StartPipelineExecution']]);
  });

  it('closes the artifact bucket: encrypted, TLS only, nothing public', () => {
    expect(JSON.stringify(propsOf('ArtifactBucketPolicy'))).toContain('"aws:SecureTransport":"false"');
    expect(propsOf('ArtifactBucket')).toMatchObject({ PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true } });
    expect(JSON.stringify(propsOf('ArtifactBucket'))).toContain('AES256');
  });

  it('launches closed instances: IMDSv2, encrypted volume, one port from AllowedCidr, a public address for the signal', () => {
    expect(propsOf('StagingInstance')).toMatchObject({ MetadataOptions: { HttpTokens: 'required' }, BlockDeviceMappings: [{ Ebs: { Encrypted: true } }], NetworkInterfaces: [{ AssociatePublicIpAddress: true }] });
    expect(propsOf('StagingSecurityGroup')['SecurityGroupIngress']).toEqual([{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: { Ref: 'AllowedCidr' }, Description: 'application' }]);
    expect(document.Resources['StagingInstance']?.CreationPolicy).toBeDefined();
    expect(text).not.toMatch(/KeyName|"FromPort":22/);
  });

  it('has exactly one first execution: the pipeline after its targets, the rule after the pipeline', () => {
    expect(document.Resources['Pipeline']?.DependsOn).toEqual(expect.arrayContaining(['StagingInstance', 'ProductionInstance']));
    expect(document.Resources['Trigger']?.DependsOn).toEqual(['Pipeline']);
    expect(document.Resources['Repository']?.DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('writes no partition into an ARN', () => {
    expect(text).not.toContain('arn:aws:');
    expect(text).toContain('arn:${AWS::Partition}:');
  });

  const lint = spawnSync('cfn-lint', ['--version']).status === 0;
  it.skipIf(!lint).each([[['production']], [['staging', 'production']], [['dev', 'test', 'staging', 'production']]])('is accepted by cfn-lint for %j (skipped where cfn-lint is missing)', (environments) => {
    const dir = mkdtempSync(join(tmpdir(), 'starboard-lint-'));
    writeFileSync(join(dir, 'template.json'), JSON.stringify(server(options(environments, environments.slice(-1)))));
    const result = spawnSync('cfn-lint', [join(dir, 'template.json')], { encoding: 'utf8' });
    rmSync(dir, { recursive: true, force: true });
    expect(result.stdout).toBe('');
  }, 60_000);
});
