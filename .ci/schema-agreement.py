#!/usr/bin/env python3
"""Compare the published JSON Schema with the program's own check of structure.

For every scenario and every broken one, the verdict of the schema must be that of
`migsim validate --structure-only`. A schema that takes what the program refuses, or the other way
round, would mislead editors.

Usage: .ci/schema-agreement.py [PATH-OF-MIGSIM]     (default: .build/release/migsim)
Needs: jsonschema for Python (Debian: python3-jsonschema).
"""

import json
import pathlib
import subprocess
import sys

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "Scenarios" / "schema" / "scenario.schema.json"
PLACES = [
    ("Scenarios", "**/*.json"),
    ("Tests/ScenarioFormatTests/Broken", "*.json"),
    ("Tests/ScenarioFormatTests/Sound", "*.json"),
]


def files():
    """Every scenario, good or bad, in a fixed order."""
    found = [path for folder, pattern in PLACES for path in (ROOT / folder).glob(pattern)]
    others = {"schema", "measured", "prices", "headlines", "deployments"}
    return sorted(path for path in found if not others & set(path.relative_to(ROOT).parts))


class NotStrict(ValueError):
    """What Python's reader lets pass and JSON does not, or what means two things."""


def refuse_duplicates(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise NotStrict("a key stands twice")
    return dict(pairs)


def refuse_constant(name):
    raise NotStrict(name)


def schema_verdict(validator, path):
    """Whether a file is JSON and fits the schema; and why not."""
    try:
        text = path.read_bytes().decode("utf-8", "strict")
        document = json.loads(
            text, object_pairs_hook=refuse_duplicates, parse_constant=refuse_constant)
    except ValueError as error:
        return False, str(error)
    errors = sorted(validator.iter_errors(document), key=lambda error: list(map(str, error.path)))
    return not errors, "; ".join(f"{error.json_path}: {error.message[:120]}" for error in errors[:3])


def program_verdicts(program, paths):
    """What the program says of each file, one line of JSON each."""
    run = subprocess.run(
        [program, "validate", "--structure-only", "--format", "json", *map(str, paths)],
        cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 65):
        sys.exit(f"{program} ended with {run.returncode}:\n{run.stderr}")
    lines = [json.loads(line) for line in run.stdout.splitlines() if line]
    if len(lines) != len(paths):
        sys.exit(f"{program} answered {len(lines)} times for {len(paths)} files")
    return lines


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build" / "release" / "migsim")
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    paths = files()
    differing = 0
    for path, verdict in zip(paths, program_verdicts(program, paths)):
        fits, why = schema_verdict(validator, path)
        if fits == verdict["valid"]:
            continue
        differing += 1
        said = "; ".join(f"{d['path']}: {d['message']}" for d in verdict["diagnostics"][:3])
        print(f"{path.relative_to(ROOT)}: the schema {'takes' if fits else 'refuses'} it: {why}")
        print(f"  the program {'takes' if verdict['valid'] else 'refuses'} it: {said}")
    print(f"{len(paths)} files, {differing} on which schema and program differ")
    return 1 if differing or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
