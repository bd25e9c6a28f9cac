// Call every operation through the client of openapi-generator's `typescript-axios`.
import { readFileSync } from "node:fs";
import * as generated from "./generated/index";

const [address, file] = process.argv.slice(2);
const configuration = new generated.Configuration({ basePath: address });
const apis: any[] = Object.entries(generated)
  .filter(([name]) => name.endsWith("Api"))
  .map(([, Api]) => new (Api as any)(configuration));
const camel = (name: string) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

for (const call of JSON.parse(readFileSync(file, "utf8"))) {
  const method = camel(call.operation);
  const api = apis.find((one) => method in one);
  const { data } = await api[method](...call.values);
  console.log(call.operation, data.total ?? "");
}
