import './styles/globals.css';
import type { ReactNode } from 'react';
import type { Metadata } from 'next';
import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import { Header } from '@/components/shell/header';
import { Navigation } from '@/components/shell/navigation';
import { Providers } from '@/components/shell/providers';

export const metadata: Metadata = { title: { default: 'Starboard', template: '%s · Starboard' }, description: 'What is live where, what waits, what broke.' };

/** Before the first paint, so that no theme flashes. */
const theme = "try{var t=localStorage.getItem('sb-theme');if(t)document.documentElement.dataset.theme=t}catch(e){void e}";

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <head><script dangerouslySetInnerHTML={{ __html: theme }} /></head>
      <body>
        <a className="skip-link" href="#main">Skip to the content</a>
        <noscript><p className="note m-3">Starboard follows your pipelines live and needs JavaScript for it. Without, these pages show nothing that moves.</p></noscript>
        <Providers>
          <Header />
          <main id="main" className="main">{children}</main>
          <Navigation as="tabbar" />
        </Providers>
      </body>
    </html>
  );
}
