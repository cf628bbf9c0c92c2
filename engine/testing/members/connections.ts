import type { Call, Calling, Calls } from './calls';

type Service = 'codeconnections' | 'codestar-connections';

const aHost = (c: Calling, service: Service, name: string): Promise<string> =>
  c.once(`${service} ${name}`, async () => {
    const { HostArn } = await c.call(`${service}:CreateHost`, {
      Name: name,
      ProviderType: 'GitHubEnterpriseServer',
      ProviderEndpoint: 'https://git.example.com',
    });
    await c.call(`${service}:CreateConnection`, { ConnectionName: name, HostArn });
    return HostArn as string;
  });

const two = (service: Service) => async (c: Calling) => {
  for (const name of ['one', 'two']) await aHost(c, service, `${service.slice(0, 6)}-${name}`);
  return {};
};

const of = (service: Service): Record<string, Call> => ({
  [`${service}:CreateConnection`]: {
    input: ({ n }) => ({ ConnectionName: n, ProviderType: 'GitHub' }),
    reads: async (c, { ConnectionArn }) => [
      await c.call(`${service}:GetConnection`, { ConnectionArn }),
      await c.call(`${service}:ListTagsForResource`, { ResourceArn: ConnectionArn }),
    ],
    members: {
      ProviderType: 'Bitbucket',
      HostArn:
        'arn:aws:codestar-connections:us-east-1:000000000000:host/none/00000000-0000-4000-8000-000000000000',
    },
  },
  [`${service}:CreateHost`]: {
    input: ({ n }) => ({
      Name: n,
      ProviderType: 'GitHubEnterpriseServer',
      ProviderEndpoint: 'https://git.example.com',
    }),
    reads: (c, { HostArn }) => c.call(`${service}:ListTagsForResource`, { ResourceArn: HostArn }),
  },
  [`${service}:ListConnections`]: {
    input: two(service),
    members: {
      ProviderTypeFilter: 'GitLab',
      HostArnFilter:
        'arn:aws:codestar-connections:us-east-1:000000000000:host/none/00000000-0000-4000-8000-000000000000',
    },
  },
  [`${service}:ListHosts`]: { input: two(service) },
  [`${service}:UpdateHost`]: {
    input: async (c) => {
      const { HostArn } = await c.call(`${service}:CreateHost`, {
        Name: c.n,
        ProviderType: 'GitHubEnterpriseServer',
        ProviderEndpoint: 'https://git.example.com',
      });
      return { HostArn };
    },
    reads: (c, _answer, { HostArn }) => c.call(`${service}:GetHost`, { HostArn }),
    members: { ProviderEndpoint: 'https://code.example.com' },
  },
});

export const connections: Calls = { ...of('codeconnections'), ...of('codestar-connections') };
