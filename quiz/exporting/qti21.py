"""QTI 2.1: an item a file, a test that picks one draw of each question, and a manifest (IMS QTI 2.1, final version).

Formulas are MathML, which QTI holds. Feedback goes where the bank has it: to an option, to a missed one, to a known
wrong answer. Written with the standard library: qti-package-maker drops feedback and leaves TeX as it is.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, indent, register_namespace

from quiz.exporting.material import Exported, Group, Material, Notes
from quiz.exporting.qti21_items import MATHML, QTI, write_item
from quiz.exporting.telling import NAMES, leave_out_expressions
from quiz.exporting.xml_writing import add, to_bytes, zipped

PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
TEST = "test.xml"


def write_qti21(material: Material) -> Exported:
    """Write a zip package of QTI 2.1."""
    notes = Notes()
    groups = [group for group in material.groups if not leave_out_expressions(group, notes)]
    _tell_all(groups, notes)
    register_namespace("m", MATHML)
    files = {"imsmanifest.xml": to_bytes(_manifest(groups)), TEST: to_bytes(_test(material, groups))}
    for group in groups:
        if group.type == "order":
            what = "marked by the share of items at their right place, not by the longest run in the right order"
            notes.differently(group.id, what)
        if group.items[0].public.unit:
            unit = group.items[0].public.unit
            notes.differently(group.id, f"the unit {unit} stands after the field, and cannot be typed with the answer")
        for name, item in group.named:
            files[_path(name)] = to_bytes(write_item(name, item, group))
    return Exported(zipped(files), tuple(notes.found))


def _tell_all(groups: list[Group], notes: Notes) -> None:
    types = {group.type for group in groups}
    if types - {"order"}:
        notes.differently("all questions", NAMES)
    if "numeric" in types:
        notes.differently("numeric questions", "QTI reads no fractions such as 3/4 and no per cent signs")
    if "short" in types:
        notes.differently("short questions", "QTI ignores capitals, but neither repeated spaces nor Unicode variants")


def _path(name: str) -> str:
    return f"items/{name}.xml"


def _test(material: Material, groups: list[Group]) -> Element:
    root = Element("assessmentTest", {"xmlns": QTI, "identifier": "test", "title": material.title})
    outcome = add(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    add(add(outcome, "defaultValue"), "value", "0")
    part = add(root, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="simultaneous")
    if material.minutes is not None:
        add(part, "timeLimits", maxTime=str(material.minutes * 60))
    section = add(part, "assessmentSection", identifier="questions", title=material.title, visible="true")
    for group in groups:
        parent = section
        if len(group.items) > 1:
            parent = add(section, "assessmentSection", identifier=f"one_of_{group.id}", title=group.id, visible="false")
            add(parent, "selection", select="1")
        for name, _ in group.named:
            add(parent, "assessmentItemRef", identifier=f"ref_{name}", href=_path(name))
    total = add(add(root, "outcomeProcessing"), "setOutcomeValue", identifier="SCORE")
    add(add(total, "sum"), "testVariables", variableIdentifier="SCORE")
    indent(root)
    return root


def _manifest(groups: list[Group]) -> Element:
    root = Element("manifest", {"xmlns": PACKAGE, "identifier": "quiz_manifest"})
    metadata = add(root, "metadata")
    add(metadata, "schema", "QTIv2.1 Package")
    add(metadata, "schemaversion", "1.0.0")
    add(root, "organizations")
    resources = add(root, "resources")
    test = add(resources, "resource", identifier="res_test", type="imsqti_test_xmlv2p1", href=TEST)
    add(test, "file", href=TEST)
    names = [name for group in groups for name, _ in group.named]
    for name in names:
        add(test, "dependency", identifierref=f"res_{name}")
    for name in names:
        resource = add(resources, "resource", identifier=f"res_{name}", type="imsqti_item_xmlv2p1", href=_path(name))
        add(resource, "file", href=_path(name))
    indent(root)
    return root
