// oauth4webapi: both documents of metadata, introspection and revocation by HTTP Basic and by the form.
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, TOKEN, ENDED } = process.env;
const issuer = new URL(ISSUER);
const found = await oauth.discoveryRequest(issuer, { algorithm: "oauth2" });
const server = await oauth.processDiscoveryResponse(issuer, found);
const described = await oauth.resourceDiscoveryRequest(issuer);
const resource = await oauth.processResourceDiscoveryResponse(issuer, described);
assert.deepEqual(resource.authorization_servers, [server.issuer]);

const client = { client_id: CLIENT_ID };
async function introspect(authentication, token) {
  const answer = await oauth.introspectionRequest(server, client, authentication, token);
  return oauth.processIntrospectionResponse(server, client, answer);
}
for (const way of [oauth.ClientSecretBasic, oauth.ClientSecretPost]) {
  const answer = await introspect(way(CLIENT_SECRET), TOKEN);
  assert.ok(answer.active && answer.scope.split(" ").includes("inboxes:read"));
  await assert.rejects(introspect(way("junk"), TOKEN), oauth.WWWAuthenticateChallengeError);
}
const basic = oauth.ClientSecretBasic(CLIENT_SECRET);
assert.equal((await introspect(basic, ENDED)).active, true);
await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, basic, ENDED));
assert.equal((await introspect(basic, ENDED)).active, false);
// Without a key of its own a client is told by name what it lacks.
await assert.rejects(introspect(oauth.None(), TOKEN), oauth.WWWAuthenticateChallengeError);
