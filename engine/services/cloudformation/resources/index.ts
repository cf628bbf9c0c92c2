import { own } from '../../../core/own';
import type { Provider } from '../provider';
import { listener, listenerRule, loadBalancer, targetGroup } from './balancers';
import { elasticIp, instance, securityGroup } from './compute';
import { buildProject, pipeline } from './delivery';
import { application, deploymentConfig, deploymentGroup } from './deployments';
import { customResource } from './custom';
import { lambdaFunction } from './functions';
import { instanceProfile, role } from './identity';
import { policy, queue, queuePolicy } from './messaging';
import { reportGroup } from './reports';
import { autoScalingGroup, launchTemplate, lifecycleHook } from './scaling';
import { bucket, bucketPolicy, logGroup, repository, rule } from './storage';

/** The resource types the engine can make. A template with any other is refused before anything is made. */
export const providers: Readonly<Record<string, Provider>> = {
  'AWS::AutoScaling::AutoScalingGroup': autoScalingGroup,
  'AWS::AutoScaling::LifecycleHook': lifecycleHook,
  'AWS::CloudFormation::CustomResource': customResource,
  'AWS::CodeBuild::Project': buildProject,
  'AWS::CodeBuild::ReportGroup': reportGroup,
  'AWS::CodeCommit::Repository': repository,
  'AWS::CodeDeploy::Application': application,
  'AWS::CodeDeploy::DeploymentConfig': deploymentConfig,
  'AWS::CodeDeploy::DeploymentGroup': deploymentGroup,
  'AWS::CodePipeline::Pipeline': pipeline,
  'AWS::EC2::EIP': elasticIp,
  'AWS::EC2::Instance': instance,
  'AWS::EC2::LaunchTemplate': launchTemplate,
  'AWS::EC2::SecurityGroup': securityGroup,
  'AWS::ElasticLoadBalancingV2::Listener': listener,
  'AWS::ElasticLoadBalancingV2::ListenerRule': listenerRule,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
  'AWS::ElasticLoadBalancingV2::TargetGroup': targetGroup,
  'AWS::Events::Rule': rule,
  'AWS::IAM::InstanceProfile': instanceProfile,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
};

/** What makes a resource of a type; `Custom::ANYTHING` is a custom resource of a name of its own. */
export const providerOf = (type: string): Provider | undefined =>
  /^Custom::[\w@-]{1,60}$/.test(type) ? customResource : own(providers, type);
