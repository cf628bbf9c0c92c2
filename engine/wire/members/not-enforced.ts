/** Constraints of the public models that a service does not enforce, `service:operation path`, each with what shows it. */
export const NOT_ENFORCED: ReadonlySet<string> = new Set([
  // A pattern that RE2 has no word for; the member itself is not served.
  'events:PutTargets Targets[].HttpParameters.PathParameterValues[]',
]);
