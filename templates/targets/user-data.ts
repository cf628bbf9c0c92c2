import type { Value } from './intrinsics';
import { RUNTIMES, type RuntimeHelp, type RuntimeId } from './runtimes';

/** The runtime's name that an instance is tagged with; the local engine looks for its program. */
export type Runtime = RuntimeId;

/**
 * What an instance does at its first start on AWS: runtime, CodeDeploy agent, CloudWatch agent for the deployments
 * log, then the signal to the stack.
 */
export function userData(options: { runtime: Runtime; instance: string; logGroup: string }): Value {
  const agentConfig = JSON.stringify({
    logs: {
      logs_collected: {
        files: {
          collect_list: [
            {
              file_path:
                '/opt/codedeploy-agent/deployment-root/deployment-logs/codedeploy-agent-deployments.log',
              log_group_name: options.logGroup,
              log_stream_name: '{instance_id}',
            },
          ],
        },
      },
    },
  });
  const script = [
    '#!/bin/bash',
    'set -euxo pipefail',
    `trap '/opt/aws/bin/cfn-signal --exit-code $? --stack \${AWS::StackId} --resource ${options.instance} --region \${AWS::Region}' EXIT`,
    'dnf install -y aws-cfn-bootstrap ruby wget amazon-cloudwatch-agent',
    (RUNTIMES[options.runtime] as RuntimeHelp).amazonLinux ??
      `echo 'no installation is known for ${options.runtime}' >&2; exit 1`,
    'cd /tmp',
    'wget -q https://aws-codedeploy-${AWS::Region}.s3.${AWS::Region}.${AWS::URLSuffix}/latest/install',
    'ruby ./install auto',
    'systemctl enable --now codedeploy-agent',
    `cat > /opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json <<'CONFIG'`,
    agentConfig,
    'CONFIG',
    '/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json',
  ].join('\n');
  return { 'Fn::Base64': { 'Fn::Sub': `${script}\n` } };
}
