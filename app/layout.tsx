import './styles/globals.css';
import { Suspense, type ReactNode } from 'react';
import type { Metadata, Viewport } from 'next';
import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import { headers } from 'next/headers';
import { ChangeHost } from '@/components/change-dialog/host';
import { ExactTime } from '@/components/shell/exact-time';
import { Header } from '@/components/shell/header';
import { Keys } from '@/components/shell/keys';
import { TabBar } from '@/components/shell/navigation';
import { PaletteHost } from '@/components/shell/palette-host';
import { ToastHost } from '@/components/shell/toast-host';
import { Providers } from '@/components/shell/providers';
import { dashboardConnection, signInNeeded } from '@/lib/server/env';
import { firstPaint, paintedAt } from '@/lib/server/first-paint';

export const metadata: Metadata = {
  title: { default: 'Starboard', template: '%s · Starboard' },
  description: 'What is live, what is waiting, and what failed.',
};

/** The header's ground (`--surface`), for the title bar of an installed window. */
export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#131316' },
  ],
};

/** Before the first paint, so that no theme flashes. */
const theme =
  "try{var t=localStorage.getItem('sb-theme');if(t)document.documentElement.dataset.theme=t}catch(e){void e}";

/**
 * A press on a button whose page has not come to life yet opens its dialog by the address, in place of being lost. React,
 * which may be half there, does not hear it too: it would be two steps back.
 */
const early = `addEventListener('click', function (e) {
  var b = e.target instanceof Element && e.target.closest('[data-change]');
  if (!b || document.documentElement.dataset.ready !== undefined) return;
  e.stopImmediatePropagation();
  location.assign(b.dataset.change);
}, true)`;

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? '';
  const { backend } = dashboardConnection();
  return (
    <html
      lang="en"
      data-backend={backend}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <head>
        {/* Browsers fetch a manifest without cookies, and the door admits nothing without the session's. */}
        <link rel="manifest" href="/manifest.webmanifest" crossOrigin="use-credentials" />
        <script
          nonce={nonce}
          suppressHydrationWarning
          dangerouslySetInnerHTML={{ __html: `${theme};${early}` }}
        />
      </head>
      <body>
        <a className="skip-link" href="#main">
          Skip to the content
        </a>
        <noscript>
          <p className="note m-3">
            Starboard needs JavaScript. Without it, these pages do not update and you cannot change
            anything.
          </p>
        </noscript>
        <Providers nonce={nonce} backend={backend} paintedAt={paintedAt()}>
          <div className="app-root">
            <Header origin={await firstPaint('origin')} session={signInNeeded()} />
            <main id="main" className="main">
              {children}
            </main>
            <TabBar />
          </div>
          <Suspense>
            <ChangeHost />
          </Suspense>
          <PaletteHost />
          <Keys />
          <ToastHost />
          <ExactTime />
        </Providers>
      </body>
    </html>
  );
}
