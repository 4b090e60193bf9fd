r"""QTI 1.2 in the form that Canvas imports ("Import quizzes from QTI packages"): one quiz, draws in question groups.

Formulas stand as `\( \)`, which Canvas draws; its own equation images would need its server. Written with the
standard library: text2qti has neither pairs nor feedback for wrong numbers, and takes a text file of its own language
in which our Markdown would have to be escaped.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, indent

from quiz.exporting.canvas_items import write_item
from quiz.exporting.material import Exported, Group, Material, Notes
from quiz.exporting.telling import BY_PLACE, NAMES, leave_out_expressions, tell_of_marking, wrong_answers
from quiz.exporting.texts import missed_options
from quiz.exporting.xml_writing import add, to_bytes, zipped

XSI = "http://www.w3.org/2001/XMLSchema-instance"
QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
ASSESSMENT = "quiz_assessment"
META = "quiz_meta"


def write_canvas(material: Material) -> Exported:
    """Write a zip package of QTI 1.2 for Canvas."""
    notes = Notes()
    groups = [group for group in material.groups if not leave_out_expressions(group, notes)]
    for group in groups:
        _tell(group, notes)
    _tell_all(groups, notes)
    shuffles = all(group.may_shuffle for group in groups)
    if not shuffles and any(group.may_shuffle for group in groups):
        notes.differently("all questions", "Canvas shuffles the options of all questions or of none; here of none")
    files = {
        "imsmanifest.xml": to_bytes(_manifest()),
        f"{ASSESSMENT}/{ASSESSMENT}.xml": to_bytes(_assessment(material.title, groups, notes)),
        f"{ASSESSMENT}/assessment_meta.xml": to_bytes(_meta(material, groups, shuffles)),
    }
    return Exported(zipped(files), tuple(notes.found))


def _tell(group: Group, notes: Notes) -> None:
    tell_of_marking(group, notes)
    if group.items[0].public.unit:
        notes.differently(group.id, f"Canvas has no units: the text asks for {group.items[0].public.unit}")
    if any(missed_options(item) for item in group.items):
        notes.differently(group.id, "feedback to those who missed a right option is in the general feedback")
    if any(wrong_answers(item) for item in group.items):
        what = "on decoys" if group.type == "match" else "on known wrong answers"
        notes.differently(group.id, f"feedback {what} goes to everybody who is wrong, with the answer that it is about")
    if group.type == "order":
        notes.differently(group.id, BY_PLACE)


def _tell_all(groups: list[Group], notes: Notes) -> None:
    types = {group.type for group in groups}
    if types - {"order"}:
        notes.differently("all questions", NAMES)
    if "numeric" in types:
        notes.differently("numeric questions", "Canvas reads no fractions such as 3/4")
    if "short" in types:
        notes.differently("short questions", "Canvas ignores capitals, but not Unicode variants")


def _assessment(title: str, groups: list[Group], notes: Notes) -> Element:
    root = Element("questestinterop", {"xmlns": QTI, "xmlns:xsi": XSI})
    root.set("xsi:schemaLocation", f"{QTI} http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd")
    assessment = add(root, "assessment", ident=ASSESSMENT, title=title)
    field = add(add(assessment, "qtimetadata"), "qtimetadatafield")
    add(field, "fieldlabel", "cc_maxattempts")
    add(field, "fieldentry", "1")
    section = add(assessment, "section", ident="root_section")
    for group in groups:
        parent = section if len(group.items) == 1 else _one_of(section, group)
        for name, item in group.named:
            write_item(parent, name, item, group, notes)
    indent(root)
    return root


def _one_of(section: Element, group: Group) -> Element:
    """Begin a question group of which each student gets one question."""
    inner = add(section, "section", ident=f"group_{group.id}", title=group.id)
    selection = add(add(inner, "selection_ordering"), "selection")
    add(selection, "selection_number", "1")
    add(add(selection, "selection_extension"), "points_per_item", f"{group.points:g}")
    return inner


def _meta(material: Material, groups: list[Group], shuffles: bool) -> Element:
    root = Element("quiz", {"identifier": ASSESSMENT, "xmlns": CANVAS, "xmlns:xsi": XSI})
    root.set("xsi:schemaLocation", f"{CANVAS} https://canvas.instructure.com/xsd/cccv1p0.xsd")
    add(root, "title", material.title)
    add(root, "description", "")
    add(root, "shuffle_answers", "true" if shuffles else "false")
    add(root, "quiz_type", "assignment")
    add(root, "points_possible", f"{sum(group.points for group in groups):g}")
    if material.minutes is not None:
        add(root, "time_limit", str(material.minutes))
    add(root, "allowed_attempts", "1")
    add(root, "available", "false")
    indent(root)
    return root


def _manifest() -> Element:
    root = Element("manifest", {"identifier": "quiz_manifest", "xmlns": PACKAGE, "xmlns:xsi": XSI})
    root.set("xsi:schemaLocation", f"{PACKAGE} http://www.imsglobal.org/xsd/imscp_v1p1.xsd")
    metadata = add(root, "metadata")
    add(metadata, "schema", "IMS Content")
    add(metadata, "schemaversion", "1.1.3")
    add(root, "organizations")
    resources = add(root, "resources")
    quiz = add(resources, "resource", identifier=ASSESSMENT, type="imsqti_xmlv1p2")
    add(quiz, "file", href=f"{ASSESSMENT}/{ASSESSMENT}.xml")
    add(quiz, "dependency", identifierref=META)
    kind = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
    path = f"{ASSESSMENT}/assessment_meta.xml"
    add(add(resources, "resource", identifier=META, type=kind, href=path), "file", href=path)
    indent(root)
    return root
