/** SQL that counts the grants that are live now for the principal whose id `principalId` names, whatever the sweep has got round to. */
export const countLiveGrants = (principalId: string) => `
  select count(*) from access_grant g where g.principal_id = ${principalId} and g.status in ('scheduled', 'active')
    and g.starts_at <= statement_timestamp() and g.ends_at > statement_timestamp()`;
