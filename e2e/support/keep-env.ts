/** Takes note of the environment; what is returned puts it back, name by name: other tests share the process. */
export function keepEnv(): () => void {
  const before = { ...process.env };
  return () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  };
}
