/** "refunder in production" */
export const placeWords = ({ role, environment }: { role: string; environment: string | null }) =>
  environment === null ? role : `${role} in ${environment}`;

/** "the declaration of 2026-11-25": what a reason begins with. */
export const declarationOf = (now: Date) => `the declaration of ${now.toISOString().slice(0, 10)}`;
