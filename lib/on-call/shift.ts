/** Somebody's turn, by the name that the schedule gives them. */
export interface NamedShift {
  name: string;
  startsAt: Date;
  endsAt: Date;
}

/** The time that is looked at: shifts that touch it are kept, others are not even made. */
export interface Window {
  from: Date;
  to: Date;
}

/** A schedule that cannot be read, in words for the admin. Never holds the address of a feed, which may be a secret. */
export class ScheduleProblem extends Error {}
