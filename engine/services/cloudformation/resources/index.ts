import type { Provider } from '../provider';
import { elasticIp, instance, securityGroup } from './compute';
import { buildProject, pipeline } from './delivery';
import { application, deploymentConfig, deploymentGroup } from './deployments';
import { instanceProfile, role } from './identity';
import { policy, queue, queuePolicy } from './messaging';
import { reportGroup } from './reports';
import { bucket, bucketPolicy, logGroup, repository, rule } from './storage';

/** The resource types the engine can make. A template with any other is refused before anything is made. */
export const providers: Readonly<Record<string, Provider>> = {
  'AWS::CodeBuild::Project': buildProject,
  'AWS::CodeBuild::ReportGroup': reportGroup,
  'AWS::CodeCommit::Repository': repository,
  'AWS::CodeDeploy::Application': application,
  'AWS::CodeDeploy::DeploymentConfig': deploymentConfig,
  'AWS::CodeDeploy::DeploymentGroup': deploymentGroup,
  'AWS::CodePipeline::Pipeline': pipeline,
  'AWS::EC2::EIP': elasticIp,
  'AWS::EC2::Instance': instance,
  'AWS::EC2::SecurityGroup': securityGroup,
  'AWS::Events::Rule': rule,
  'AWS::IAM::InstanceProfile': instanceProfile,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
};
