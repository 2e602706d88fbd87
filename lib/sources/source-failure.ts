/** A reading was ended because the process stops: it says nothing about the source. */
export class SourceClosed extends Error {
  override name = "SourceClosed";
}

/** A source cannot be read whole; the message and the hint are for people, and hold no secret. */
export class SourceFailure extends Error {
  constructor(
    message: string,
    /** What to do about it. */
    readonly hint: string,
  ) {
    super(message);
    this.name = "SourceFailure";
  }
}
