/** What of a call decides whether it may go on, whatever framework it came through. */
export interface Call {
  /** All Authorization headers of the call, as they came. */
  authorization: readonly string[];
  /** All DPoP headers of the call. */
  proofs?: readonly string[];
  method?: string;
  /** As the caller addressed it: absolute. What proxies changed must be undone. */
  url?: string;
}
