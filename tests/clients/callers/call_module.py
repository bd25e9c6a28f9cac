"""Call every operation through the client of openapi-python-client."""

import importlib
import json
import pkgutil
import sys
from pathlib import Path

import generated
import generated.api

address, file = sys.argv[1:]
client = generated.Client(base_url=address, raise_on_unexpected_status=True)
modules = {
    name.rpartition(".")[2]: name
    for _, name, package in pkgutil.walk_packages(generated.api.__path__, "generated.api.")
    if not package
}
for call in json.loads(Path(file).read_text()):
    module = importlib.import_module(modules[call["operation"]])
    result = module.sync_detailed(**call["arguments"], client=client).parsed
    print(call["operation"], getattr(result, "total", ""))
