// openid-client 6: finds the endpoints by itself, authenticates in three ways, and tells a wrong secret.
import assert from "node:assert/strict";
import * as client from "openid-client";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, TOKEN, ENDED } = process.env;
const bearer = (_server, _client, _body, headers) => headers.set("authorization", `Bearer ${CLIENT_SECRET}`);
const discovered = (secret, way) =>
  client.discovery(new URL(ISSUER), CLIENT_ID, secret, way, { algorithm: "oauth2" });

let config;
for (const way of [client.ClientSecretPost, client.ClientSecretBasic, () => bearer]) {
  config = await discovered(CLIENT_SECRET, way(CLIENT_SECRET));
  const answer = await client.tokenIntrospection(config, TOKEN);
  assert.ok(answer.active && answer.scope.split(" ").includes("inboxes:read"));
}
for (const [way, scheme] of [[client.ClientSecretPost, "bearer"], [client.ClientSecretBasic, "basic"]]) {
  const wrong = await discovered("junk", way("junk"));
  await assert.rejects(client.tokenIntrospection(wrong, TOKEN), (error) => error.status === 401 && error.cause[0].scheme === scheme);
}
assert.equal((await client.tokenIntrospection(config, ENDED)).active, true);
await client.tokenRevocation(config, ENDED);
assert.deepEqual({ ...(await client.tokenIntrospection(config, ENDED)) }, { active: false });
