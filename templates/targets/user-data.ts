import type { Value } from './intrinsics';
import { RUNTIMES, type RuntimeHelp, type RuntimeId } from './runtimes';

/** The runtime's name that an instance is tagged with; the local engine looks for its program. */
export type Runtime = RuntimeId;

/**
 * What every instance needs, by its package's name in Amazon Linux 2023. The CodeDeploy agent's installer takes Ruby up
 * to 3.2 (its `supported_ruby_versions`, 1.8.1), and `ruby` alone may bring 3.4: AL2023 has both.
 */
const PACKAGES = ['aws-cfn-bootstrap', 'ruby3.2', 'wget', 'amazon-cloudwatch-agent'];

/**
 * CodeDeploy's bucket of the Region, which holds the agent; its endpoint ends differently in China, as the installer's
 * own address does (CodeDeploy user guide, "Resource kit bucket names by Region"; the agent's bin/install).
 */
const INSTALLER =
  'https://aws-codedeploy-${AWS::Region}.s3.${AWS::Region}.${AWS::URLSuffix}/latest/install';

/**
 * [infer] The scripts.log of every deployment, of which the CloudWatch agent follows the one that was written last (CloudWatch user
 * guide, "CloudWatch agent configuration file: Logs section"), from its first line on. The deployments log has not all of it: agent 2 puts
 * there no more than an event's last lines.
 */
export const SCRIPTS_LOGS = '/opt/codedeploy-agent/deployment-root/*/*/logs/scripts.log';

/**
 * What an instance does at its first start on AWS: runtime, CodeDeploy agent, CloudWatch agent for the hooks'
 * logs, then the signal to the stack that its resource `signal` waits for.
 */
export function userData(options: { runtime: Runtime; signal: string; logGroup: string }): Value {
  const agentConfig = JSON.stringify({
    logs: {
      logs_collected: {
        files: {
          collect_list: [
            {
              file_path: SCRIPTS_LOGS,
              log_group_name: options.logGroup,
              log_stream_name: '{instance_id}',
              timestamp_format: '%Y-%m-%d %H:%M:%S',
              timezone: 'UTC',
            },
          ],
        },
      },
    },
  });
  const script = [
    '#!/bin/bash',
    'set -euxo pipefail',
    `trap '/opt/aws/bin/cfn-signal --exit-code $? --stack \${AWS::StackId} --resource ${options.signal} --region \${AWS::Region}' EXIT`,
    `dnf install -y ${PACKAGES.join(' ')}`,
    (RUNTIMES[options.runtime] as RuntimeHelp).amazonLinux ??
      `echo 'no installation is known for ${options.runtime}' >&2; exit 1`,
    'cd /tmp',
    `wget -q ${INSTALLER}`,
    'ruby ./install auto',
    'systemctl enable --now codedeploy-agent',
    `cat > /opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json <<'CONFIG'`,
    agentConfig,
    'CONFIG',
    '/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json',
  ].join('\n');
  return { 'Fn::Base64': { 'Fn::Sub': `${script}\n` } };
}
