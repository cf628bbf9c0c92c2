import type { ReactNode } from 'react';

/** A part of the settings, which the address can lead to. */
export function SettingsSection({
  id,
  title,
  children,
}: {
  id: string;
  title: string;
  children: ReactNode;
}) {
  return (
    <section id={id} className="card" aria-labelledby={`${id}-title`}>
      <header className="card-head">
        <h2 id={`${id}-title`}>{title}</h2>
      </header>
      {children}
    </section>
  );
}

/** A setting: what it is, one sentence of it, and its control. */
export function SettingRow({
  title,
  text,
  children,
}: {
  title: string;
  text?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="setting-row">
      <div>
        <b className="font-medium">{title}</b>
        {text !== undefined && <p className="text-xs text-muted">{text}</p>}
      </div>
      {children}
    </div>
  );
}
