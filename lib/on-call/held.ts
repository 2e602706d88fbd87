/** What a declaration calls whoever is on call for a schedule of daypass.yaml. */
export const onCallRef = (schedule: string) => `oncall:default/${schedule}`;

/** The name of the schedule of such a reference; null for every other one. */
export const scheduleOf = (ref: string): string | null => /^oncall:default\/(.+)$/.exec(ref)?.[1] ?? null;

/** Whether a shift counts now: by the database's clock, and while its schedule is known well enough. */
export const isOnCallNow = (shift: string, schedule: string) =>
  `${shift}.starts_at <= statement_timestamp() and ${shift}.ends_at > statement_timestamp() and ${schedule}.fresh_until > statement_timestamp()`;

/** Whether the holder of a shift is a person, given by the alias of `principal`. An address that two people have is nobody's. */
export const isHolder = (shift: string, person: string) =>
  `${shift}.holder = any(array[${person}.ref, ${person}.issuer || '#' || ${person}.subject, 'email:' || ${person}.issuer || '#' || lower(${person}.email)])
    and ${person}.kind = 'user' and (${shift}.holder not like 'email:%' or not exists (
      select 1 from principal namesake where namesake.issuer = ${person}.issuer and lower(namesake.email) = lower(${person}.email)
        and namesake.email is not null and namesake.deactivated_at is null and namesake.id <> ${person}.id))`;

/** References of the schedules for which a person is on call at this moment. */
export const onCallRefs = (person: string) =>
  `array(select distinct 'oncall:default/' || shift.schedule from on_call_shift shift join on_call_schedule schedule on schedule.name = shift.schedule
    where ${isOnCallNow("shift", "schedule")} and ${isHolder("shift", person)})`;

/** The people behind the holders of shifts, by each way of being named an index of its own. */
export const holdersOf = (shift: string) => `
  select named.id from principal named where named.ref = ${shift}.holder
  union select named.id from principal named where named.issuer = left(${shift}.holder, strpos(${shift}.holder, '#') - 1)
    and named.subject = substr(${shift}.holder, strpos(${shift}.holder, '#') + 1) and strpos(${shift}.holder, '#') > 1
  union select named.id from principal named where ${shift}.holder like 'email:%' and named.issuer = substr(split_part(${shift}.holder, '#', 1), 7)
    and lower(named.email) = split_part(${shift}.holder, '#', 2) and named.email is not null and named.deactivated_at is null`;
