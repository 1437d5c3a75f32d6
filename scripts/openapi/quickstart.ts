// The quick start, by the types that openapi-typescript made: a key works until it is deleted.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

declare const process: { env: Record<string, string> };

const baseUrl = process.env.SENDOOK_ADDRESS;
const bearer = (credential: string) =>
  createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${credential}` } });

function given<T>(answer: { data?: T; error?: components["schemas"]["Error"] }): T {
  if (answer.data === undefined) throw new Error(answer.error?.message);
  return answer.data;
}

const person = { email: "typescript@example.com", password: "seven quiet lanterns", first_name: "Ada" };
const account = given(await createClient<paths>({ baseUrl }).POST("/auth/register", { body: person }));
const session = bearer(account.token);
const path = { organization_id: account.organization.id };
const key = given(
  await session.POST("/organizations/{organization_id}/api_keys", { params: { path }, body: { name: "Generated" } }),
);
const service = bearer(key.key);
const shown = given(await service.GET("/v1/whoami"));
if (shown.type !== "api_key" || shown.apiKey.id !== key.id) throw new Error("another key");
const inbox = given(await service.POST("/v1/inboxes", { body: { name: "Support" } }));
const inboxes = given(await service.GET("/v1/inboxes"));
if (!inboxes.some((one) => one.id === inbox.id)) throw new Error("the inbox is not listed");
const one = { path: { ...path, id: key.id } };
given(await session.DELETE("/organizations/{organization_id}/api_keys/{id}", { params: one }));
const refused = await service.GET("/v1/whoami");
if (refused.response.status !== 401 || refused.error?.code !== "invalid_token") throw new Error("it works still");
