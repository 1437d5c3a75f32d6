// Express with passport-http-bearer and two look-ups on PostgreSQL, the token and then its user, as its documentation
// sets it up. Arguments: the URL of a database that has no such tables, file to write the tokens to, how many tokens there are, how many are written.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";

import express from "express";
import passport from "passport";
import { Strategy } from "passport-http-bearer";
import pg from "pg";

const [url, tokensFile, count, hot] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url });
await pool.query(`
  CREATE TABLE peer_users (id BIGINT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL);
  CREATE TABLE peer_tokens (token TEXT PRIMARY KEY, user_id BIGINT NOT NULL REFERENCES peer_users (id));
  INSERT INTO peer_users SELECT n, 'User ' || n, 'user' || n || '@example.com' FROM generate_series(0, ${count / 10}) n;
  INSERT INTO peer_tokens SELECT md5(n::text), n / 10 FROM generate_series(0, ${count - 1}) n;
  ANALYZE peer_users, peer_tokens;
`);
const tokens = Array.from({ length: Number(hot) }, (_, n) => n * Math.floor(count / hot));
writeFileSync(tokensFile, tokens.map((n) => createHash("md5").update(String(n)).digest("hex")).join("\n"));

passport.use(
  new Strategy(async (token, done) => {
    try {
      const { rows: [found] } = await pool.query("SELECT user_id FROM peer_tokens WHERE token = $1", [token]);
      if (!found) return done(null, false);
      const { rows: [user] } = await pool.query("SELECT id, name, email FROM peer_users WHERE id = $1", [found.user_id]);
      done(null, user ?? false);
    } catch (error) {
      done(error);
    }
  }),
);

const app = express();
app.get("/v1/whoami", passport.authenticate("bearer", { session: false }), (request, response) => {
  response.json({ user: request.user });
});
const server = app.listen(0, "127.0.0.1", () => console.log(`listens on http://127.0.0.1:${server.address().port}`));
server.keepAliveTimeout = 75_000;
