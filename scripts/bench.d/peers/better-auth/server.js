// better-auth with its API-key plugin, as its documentation sets it up, on SQLite. The limit of each key is out of reach and
// that of all requests is off, as they would refuse the load; everything else is the default. It counts the requests of
// each key. Arguments: database file, file to write the keys to, how many.
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";

import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import Database from "better-sqlite3";

const [file, keysFile, count] = process.argv.slice(2);
const database = new Database(file);
database.pragma("journal_mode = WAL");
const options = {
  baseURL: "http://127.0.0.1",
  database,
  secret: "only for measuring, and never used elsewhere",
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  emailAndPassword: { enabled: true },
  plugins: [apiKey({ rateLimit: { maxRequests: 1_000_000_000 } })],
};
await (await getMigrations(options)).runMigrations();
const auth = betterAuth(options);

const account = { email: "ada@example.com", password: "seven quiet lanterns", name: "Ada" };
const { user } = await auth.api.signUpEmail({ body: account });
const keys = [];
for (let number = 0; number < Number(count); number++) {
  const { key } = await auth.api.createApiKey({ body: { userId: user.id, name: "Load" } });
  keys.push(key);
}
writeFileSync(keysFile, keys.join("\n"));

const server = createServer(async (request, response) => {
  const key = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  const { valid, key: found } = await auth.api.verifyApiKey({ body: { key } });
  const body = JSON.stringify(valid ? found : { error: "invalid_token" });
  response.writeHead(valid ? 200 : 401, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
});
server.keepAliveTimeout = 75_000;
server.listen(0, "127.0.0.1", () => console.log(`listens on http://127.0.0.1:${server.address().port}`));
