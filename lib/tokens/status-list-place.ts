/** How many tokens one status list tells of. */
export const tokensPerList = 2 ** 17;

export const statusListUri = (baseUrl: string, list: bigint) => `${baseUrl}/oauth/status-lists/${list}`;

/** What a token says of where its own status is found (Token Status List, section 6.2). */
export function statusClaim(baseUrl: string, statusIndex: bigint) {
  const size = BigInt(tokensPerList);
  const uri = statusListUri(baseUrl, statusIndex / size);
  return { status_list: { idx: Number(statusIndex % size), uri } };
}
