/** The demo's people. Their groups are what the demo's declarations and daypass.yaml name. */
export const people = [
  {
    id: "riley",
    name: "Riley Chen",
    groups: ["engineering"],
    title: "Engineer: asks for access and uses it",
  },
  {
    id: "olivia",
    name: "Olivia Park",
    groups: ["engineering", "orders-team"],
    title: "Owner of orders: decides who gets in, revokes",
  },
  {
    id: "omar",
    name: "Omar Haddad",
    groups: ["engineering", "payments-team"],
    title: "Owner of payments: another team's approver",
  },
  {
    id: "sam",
    name: "Sam Osei",
    groups: ["security"],
    title: "Security on call: the second yes for risky roles",
  },
  {
    id: "avery",
    name: "Avery Novak",
    groups: ["audit"],
    title: "Auditor: reads everything, changes nothing",
  },
  {
    id: "parker",
    name: "Parker Ellis",
    groups: ["platform"],
    title: "Platform admin: sources, health, settings",
  },
];

export const findPerson = (id) => people.find((person) => person.id === id);

/** The claims that the demo issuer vouches for. */
export const claimsOf = ({ id, name, groups }) => ({
  sub: id,
  name,
  preferred_username: id,
  email: `${id}@example.com`,
  email_verified: true,
  groups,
});
