/** [infer] A resource that depends on one whose condition is false is refused, as a Ref to it is: cfn-lint counts both as errors of a template. */
export const SKIPPED_DEPENDENCY_IS_UNRESOLVED = true;

/** [infer] An attribute that a type lacks is refused in the words of Fn::GetAtt also where Fn::Sub asks for it: the user guide calls both the same. */
export const SUB_SPEAKS_AS_GETATT = true;

/** [memory] Why a stack was undone that was not made in the minutes it was given. */
export const TIMEOUT_REASON = 'Stack creation time exceeded the specified timeout.';

/** [memory] Why a stack that is protected is not deleted. */
export const PROTECTED_MESSAGE = (stack: string): string =>
  `Stack [${stack}] cannot be deleted while TerminationProtection is enabled`;
