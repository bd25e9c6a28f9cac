"""Call every operation through the client of openapi-generator's `python`."""

import json
import sys
from pathlib import Path

import generated

address, file = sys.argv[1:]
client = generated.ApiClient(generated.Configuration(host=address))
apis = [value(client) for name, value in vars(generated).items() if name.endswith("Api")]
for call in json.loads(Path(file).read_text()):
    (api,) = [one for one in apis if hasattr(one, call["operation"])]
    result = getattr(api, call["operation"])(**call["arguments"])
    print(call["operation"], getattr(result, "total", ""))
