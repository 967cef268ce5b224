"""Writes `models.py` from docs/openapi.json.

Needs the extra `dev`. `python scripts/generate.py --check` writes nothing, and fails when something would change.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

from datamodel_code_generator import DataModelType, InputFileType, PythonVersion, generate
from datamodel_code_generator.parser import LiteralType

here = Path(__file__).resolve().parent.parent
package = here / "src" / "swath"
notice = "# Made by scripts/generate.py: change what it is made from.\n"

# What the client gives back; the generator adds what these are made of.
given_back = [
    "Analysis", "Asset", "Balance", "BulkResult", "Capture", "Consumption", "Deliverable", "Delivery", "Event",
    "FileLink", "FileList", "FoundPlace", "Order", "OwnCredential", "PlacesFound", "Product", "Project",
    "Quote", "Statement", "Timeline", "Validation",
]  # fmt: skip

# An answer of a newer server is not refused: it may hold more, and other words.
rules_of_requests = (
    "additionalProperties", "examples", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength",
    "maxLength", "minItems", "maxItems", "pattern", "multipleOf", "propertyNames",
)  # fmt: skip
most_words = 12
plain_names = {"FileListResults": "DeliveredFile", "BulkResultResults": "BulkLine"}


def camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))


def opened(schema: object, name: str) -> object:
    """The schema as that of an answer, with a name for each object in it."""
    if isinstance(schema, list):
        return [opened(one, name) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in rules_of_requests}
    if isinstance(schema.get("additionalProperties"), dict):
        kept["additionalProperties"] = opened(schema["additionalProperties"], name)
    if "enum" in kept:
        words = {key: kept.pop(key) for key in ("type", "enum")}
        return (
            {**kept, "anyOf": [words, {"type": "string"}]}
            if len(words["enum"]) <= most_words
            else {**kept, "type": "string"}
        )
    for key in ("anyOf", "oneOf", "allOf", "items"):
        if key in kept:
            kept[key] = opened(kept[key], name)
    if "properties" in kept:
        kept["title"] = plain_names.get(name, name)
        kept["properties"] = {of: opened(one, name + camel(of)) for of, one in kept["properties"].items()}
    return kept


def references(schema: object):
    if isinstance(schema, list):
        for one in schema:
            yield from references(one)
    elif isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].rsplit("/", 1)[1]
        for one in schema.values():
            yield from references(one)


def schemas_of_answers() -> dict[str, object]:
    schemas = json.loads((here.parent / "docs" / "openapi.json").read_text())["components"]["schemas"]
    found: dict[str, object] = {}
    missing = list(given_back)
    while missing:
        name = missing.pop()
        if name not in found:
            found[name] = opened(schemas[name], camel(name))
            missing.extend(references(found[name]))
    return {name: found[name] for name in sorted(found)}


def _default(found: re.Match[str]) -> str:
    return " = None" if found[1] == "None" else ""


def models() -> str:
    document = {"openapi": "3.1.0", "info": {"title": "Swath", "version": "2"}, "paths": {}}
    document["components"] = {"schemas": schemas_of_answers()}
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "models.py"
        generate(
            json.dumps(document),
            input_file_type=InputFileType.OpenAPI,
            output=made,
            output_model_type=DataModelType.PydanticV2BaseModel,
            target_python_version=PythonVersion.PY_39,
            base_class="swath.base.Model",
            use_title_as_name=True,
            collapse_root_models=True,
            use_standard_collections=True,
            use_schema_description=True,
            field_constraints=True,
            use_field_description=True,
            enum_field_as_literal=LiteralType.All,
            disable_timestamp=True,
            custom_file_header=notice,
            wrap_string_literal=False,
        )
        # The generator tells each name twice.
        return re.sub(r" = Field\(\s*(None|\.\.\.), title='\w+'\s*\)", _default, made.read_text())


def main() -> int:
    path, made = package / "models.py", models()
    if path.read_text() == made:
        return 0
    if "--check" in sys.argv:
        print(f"{path.relative_to(here)} is not current: python scripts/generate.py")
        return 1
    path.write_text(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
