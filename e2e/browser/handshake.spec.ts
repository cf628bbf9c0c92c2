import { noViolations } from '../support/accessibility';
import type { ShapeServer } from '../support/shapes/server';
import { expect, test } from '../support/test';

/** A connection's handshake is made by a person in AWS's console: the wizard leads there and goes on by itself. */
const connection = ({ region, account }: ShapeServer, status: string) => ({
  ConnectionName: 'github-team',
  ConnectionArn: `arn:aws:codeconnections:${region}:${account}:connection/5e8f2a10-7b3c-4d96-a1e4-c0b9d8f76a53`,
  ProviderType: 'GitHub',
  OwnerAccountId: account,
  ConnectionStatus: status,
});

test.use({ account: { shapes: ['connection-still-pending'] } });

test('a pending connection is a step of the wizard', async ({ page, viewer, shown }) => {
  const { server } = shown;
  const is = (status: string): void => {
    server.behaviour.answers = new Map<string, Record<string, unknown>>([
      ['codestar-connections.ListConnections', { Connections: [connection(server, status)] }],
      ['codestar-connections.GetConnection', { Connection: connection(server, status) }],
    ]);
  };
  is('PENDING');
  await viewer.open('/projects/new?template=plain-node');
  const form = page.getByRole('form', { name: 'Project' });
  await form.getByLabel('Name', { exact: true }).fill('shop');
  await form.getByLabel('Who can reach it').fill('203.0.113.7/32');
  const field = form.getByLabel(/^Connection/);
  await expect(form.locator('datalist option', { hasText: 'github-team' })).toBeAttached();
  await field.fill(connection(server, '').ConnectionArn);
  await form.getByLabel(/^Repository on the connection/).fill('basalt/tide-tables');
  const note = form.getByRole('status').filter({ hasText: 'Waiting for the handshake' });
  await expect(note).toContainText('choose github-team, then Update pending connection');
  await expect(note.getByRole('link', { name: 'Open the console' })).toHaveAttribute(
    'href',
    `https://${server.region}.console.aws.amazon.com/codesuite/settings/connections?region=${server.region}`,
  );
  const button = form.getByRole('button', { name: 'Create shop' });
  await expect(button).toHaveAttribute('title', /handshake of the connection github-team/);
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await noViolations(page, ['light', 'dark']);

  // The handshake is made elsewhere; nothing is pressed here.
  is('AVAILABLE');
  await expect(form.getByText('github-team, GitHub: available')).toBeVisible({ timeout: 15_000 });
  await expect(note).toHaveCount(0);
  await expect(button).not.toHaveAttribute('title', /handshake/);
});
