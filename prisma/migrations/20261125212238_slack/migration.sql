-- Who a principal is in Slack, by the word of the issuer. Two may claim to be the same: then they are nobody there, and both may still sign in.
alter table principal add column slack_user_id text, add column slack_team_id text;
alter table principal add constraint principal_slack_team check (slack_team_id is null or slack_user_id is not null);
create index principal_slack_user on principal (slack_user_id);

-- Interactions that came with a good signature, while its time stamp is fresh: none is taken twice, whichever process it is sent to.
create table slack_interaction (
  signature text primary key,
  expires_at timestamptz(3) not null
);
create index slack_interaction_expires_at_idx on slack_interaction (expires_at);
