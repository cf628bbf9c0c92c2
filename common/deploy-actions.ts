type Names = (pipeline: string, stage: string, action: string) => boolean;

/**
 * Actions that deploy although nothing about them says so: `pipeline/stage/action`, several by commas, `*` for any name.
 * Throws a sentence for an entry of another form: one that was passed over would be a setting without effect.
 */
export const deployActions = (setting: string | undefined): readonly Names[] =>
  (setting ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map((entry) => {
      const parts = entry.split('/').map((part) => part.trim());
      if (parts.length !== 3 || parts.includes(''))
        throw new Error(
          `STARBOARD_DEPLOY_ACTIONS: '${entry}' is not of the form pipeline/stage/action. Use * for any name.`,
        );
      return (...names) => parts.every((part, i) => part === '*' || part === names[i]);
    });
