import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noViolations } from '../support/accessibility';
import { setMoving } from '../support/shapes/many';
import type { KeyState } from '../support/shapes/server';
import { expect, test } from '../support/test';

/** Credentials in the browser: the page asks for what is missing, and goes on by itself. */
const ROLE = 'arn:aws:iam::222233334444:role/viewer';
const SERIAL = 'arn:aws:iam::111122223333:mfa/mara';

function writeProfiles(home: string): Record<string, string> {
  const [config, credentials] = [join(home, 'config'), join(home, 'credentials')];
  writeFileSync(
    config,
    `[profile prod]\nrole_arn = ${ROLE}\nsource_profile = keys\nmfa_serial = ${SERIAL}\n`,
  );
  writeFileSync(
    credentials,
    '[keys]\naws_access_key_id = AKIDFIRST\naws_secret_access_key = secret\n',
  );
  return { AWS_PROFILE: 'prod', AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
}

test.use({
  account: {
    shapes: ['two-approvals-side-by-side'],
    credentials: writeProfiles,
    prepare({ server: { behaviour, shape } }) {
      // What runs is looked at every few seconds, what rests a few times a minute.
      setMoving(shape, 'ledger-infra', true, 0);
      behaviour.keys = new Map<string, KeyState>([
        ['AKIDFIRST', {}],
        ['ASIAROLE', {}],
      ]);
      behaviour.roles = new Map([[ROLE, { accessKeyId: 'ASIAROLE', code: '123456' }]]);
    },
  },
});

test('the code of an MFA device is asked for in the page, which then goes on', async ({
  page,
  viewer,
  shown,
}) => {
  test.setTimeout(120_000);
  await viewer.open('/');
  const form = page.locator('main').getByRole('group', { name: `Code of ${SERIAL}` });
  await expect(form).toBeVisible();
  await noViolations(page, ['light']);
  const [code, signIn] = [
    form.getByLabel('Code of the MFA device'),
    form.getByRole('button', { name: /^Sign in to AWS/ }),
  ];
  await code.fill('12345');
  await expect(signIn).toHaveAttribute('aria-disabled', 'true');
  await code.fill('654321');
  await signIn.click();
  await expect(form.getByText('AWS did not accept the code')).toBeVisible();
  await code.fill('123456');
  await code.press('Enter');
  await expect(page.getByRole('region', { name: 'ledger-infra' })).toBeVisible();
  await expect(form).toBeHidden();

  // The role's session is over while the page is open: what was read stays, and the code is asked for again.
  const { behaviour } = shown.server;
  behaviour.keys = new Map<string, KeyState>([
    ['AKIDFIRST', {}],
    ['ASIAROLE', 'expired'],
    ['ASIANEXT', {}],
  ]);
  behaviour.roles = new Map([[ROLE, { accessKeyId: 'ASIANEXT', code: '777777' }]]);
  await expect(form).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('region', { name: 'ledger-infra' })).toBeVisible();
  await code.fill('777777');
  await signIn.click();
  await expect(form).toBeHidden();
});
