// Call every operation through the functions of hey-api.
import { readFileSync } from "node:fs";
import { client } from "./generated/client.gen";
import * as generated from "./generated/sdk.gen";

const [address, file] = process.argv.slice(2);
client.setConfig({ baseUrl: address });
const camel = (name: string) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

for (const call of JSON.parse(readFileSync(file, "utf8"))) {
  const { path_arguments: path, query } = call;
  const { data } = await (generated as any)[camel(call.operation)]({ path, query, throwOnError: true });
  console.log(call.operation, data.total ?? "");
}
