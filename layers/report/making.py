"""A report made: records let out under a profile and its consents, turned into sections in the document's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from forensics.editions import Edition
from forensics.errors import TaphosError, ValueRefused
from forensics.messages import Message, say
from forensics.ports import Found, Point, Progress
from layers.custody.checking import Wrong
from layers.errors import ExportRefused
from layers.exports.consents import Consents, under_consents
from layers.exports.countable import Countable
from layers.exports.custody_gaps import faults_among, refuse_gaps
from layers.exports.profiles import load_profile
from layers.exports.selecting import Selection
from layers.project import Project
from layers.report.blocks import Block, Report, Section
from layers.report.counting import count_site
from layers.report.covering import cover_of, footing_of, head_of, running_of
from layers.report.disclosing import Disclosing, Shown
from layers.report.gathering import bring_along, gather_case, gather_site
from layers.report.material import Material, sorted_by_case
from layers.report.order import ALONG_FIRST, CASE_REPORT, GAPS_FIRST, SITE_REPORT, Part
from layers.report.problems import problems_of
from layers.report.selecting import chosen_of, refuse_what_would_tell
from layers.report.superseded import superseded
from layers.report.telling import Telling
from layers.report.withheld import at_home_by_case, withheld_by_case
from layers.signers import signers_of
from layers.siteplan.reading import grids_of, read_scene
from layers.siteplan.records import grave_records
from layers.siteplan.scene import Scene
from layers.words import speech_of

KEPT_HOME = say("Nothing of {record} leaves under the profile “{profile}”.")


@dataclass(frozen=True)
class Wanted:
    """What a report is asked for; `profile` is a name or a file."""

    profile: str
    language: str = "en"
    selection: Selection = field(default_factory=Selection)
    edition: Edition | None = None
    with_gaps: bool = False  # for a court in spite of faults of custody or order, which the first pages name


@dataclass(frozen=True)
class Made:
    """A report before it is set, and what it was made of, for the ledger."""

    report: Report
    disclosing: Disclosing
    point: Point
    record: Found
    wanted: Wanted
    gaps: tuple[Wrong, ...] = ()
    along: tuple[Shown, ...] = ()  # what comes along because it contradicts what was asked for

    @property
    def selection(self) -> Selection:
        """Which records it tells of."""
        return self.wanted.selection


def make_site_report(project: Project, site: Found, wanted: Wanted, progress: Progress | None = None) -> Made:
    """The report of a grave; raises ExportRefused where the profile keeps it home."""

    def material(disclosing: Disclosing) -> Material:
        shown = _let_out(disclosing, site)
        gather_site(disclosing, shown, progress)
        return _site_material(project, disclosing, shown, wanted, progress)

    return _make(project, site, wanted, material, SITE_REPORT)


def make_case_report(project: Project, case: Found, wanted: Wanted, progress: Progress | None = None) -> Made:
    """The report of one case; raises ExportRefused where the profile keeps it home."""
    if wanted.selection.asks:
        raise ExportRefused("A report of one case takes no further conditions; what was asked for is {code}.",
                            code=case.code)  # fmt: skip

    def material(disclosing: Disclosing) -> Material:
        shown = _let_out(disclosing, case)
        gather_case(disclosing, shown, progress)
        site = next(iter(disclosing.of("site")), None)
        made = _material(project, disclosing, site, wanted)
        return replace(made, cases=tuple(made.joined(shown)), problems=problems_of(disclosing, made.telling.speech))

    return _make(project, case, wanted, material, CASE_REPORT)


def _make(
    project: Project,
    record: Found,
    wanted: Wanted,
    material_of: Callable[[Disclosing], Material],
    parts: tuple[Part, ...],
) -> Made:
    profile = load_profile(wanted.profile, tuple(project.catalogue.types))
    refuse_what_would_tell(project.catalogue, profile, wanted.selection)

    def make(consents: Consents) -> Made:
        chosen = chosen_of(project, profile, wanted.selection)
        disclosing = Disclosing(project, profile, consents, chosen, wanted.edition)
        material, told = material_of(disclosing), replace(record, code=disclosing.masking.code(record.code))
        material = _with_gaps(replace(material, along=bring_along(disclosing)), wanted)
        first = (*GAPS_FIRST[: bool(material.gaps)], *ALONG_FIRST[: bool(material.along)])
        report = Report(
            cover_of(material, told), running_of(material, told), head_of(material), footing_of(material),
            tuple(_sections(material, (*first, *parts))),
        )  # fmt: skip
        return Made(report, disclosing, material.point, record, wanted, material.gaps, tuple(material.along))

    return under_consents(project, profile, wanted.selection.recipient, make)


def _with_gaps(material: Material, wanted: Wanted) -> Material:
    """With the faults that it leaves with; raises CustodyBroken where nobody said that it may."""
    told = {type_: list(held) for type_, held in material.disclosing.shown.items()}
    faults = faults_among(material.project, material.disclosing.profile, told)
    refuse_gaps(faults, with_gaps=wanted.with_gaps)
    return replace(material, gaps=tuple(faults))


def _sections(material: Material, parts: tuple[Part, ...]) -> Iterator[Section]:
    for title, blocks_of in parts:
        blocks: tuple[Block, ...] = tuple(blocks_of(material))
        yield Section(material.say(title), blocks)


def _let_out(disclosing: Disclosing, record: Found) -> Shown:
    found = disclosing.by_id(record.type, [record.id])
    if not found:
        raise ExportRefused(replace(KEPT_HOME, values={"record": record.code, "profile": disclosing.profile.name}))
    return found[0]


def _material(project: Project, disclosing: Disclosing, site: Shown | None, wanted: Wanted) -> Material:
    disclosing.learn_names()
    speech = speech_of(project, wanted.language)
    register = project.register
    example = bool(register.settings.get("example")) or any(
        one.get("example") for listed in disclosing.shown.values() for one in listed.values()
    )
    return Material(
        project=project,
        telling=Telling(speech, disclosing),
        disclosing=disclosing,
        point=register.point_of(""),
        heads=tuple(register.info().heads),
        site=site,
        cases=tuple(disclosing.of("case")),
        example=example,
        conditions=tuple(map(disclosing.masking.code, wanted.selection.conditions)),
        by_case=sorted_by_case(disclosing),
        withheld=withheld_by_case(disclosing),
        superseded=superseded(disclosing),
        signers=signers_of(project),
        for_consent=at_home_by_case(disclosing),
    )


def _site_material(
    project: Project, disclosing: Disclosing, site: Shown, wanted: Wanted, progress: Progress | None
) -> Material:
    made = _material(project, disclosing, site, wanted)
    kept = project.register.titles([site.id])[site.id].code
    scenes, refused = _scenes(project, wanted, site)
    return replace(
        made,
        scenes=scenes,
        plans_refused=refused,
        counted=count_site(
            project,
            wanted.profile,
            Countable(project, disclosing.profile),
            wanted.selection,
            site.id,
            kept,
            bones=disclosing.leaves("element"),
        ),
        problems=problems_of(disclosing, made.telling.speech, progress),
    )


def _scenes(project: Project, wanted: Wanted, site: Shown) -> tuple[tuple[Scene, ...], tuple[Message, ...]]:
    """The grave in metres, once for each grid, and why it is not drawn on one."""
    records = grave_records(project, wanted.profile, "", wanted.selection.recipient)
    scenes: list[Scene] = []
    refusals: list[Message] = []
    try:
        for exhumation in grids_of(records, site.id):
            try:
                scenes.append(read_scene(records, site.id, exhumation))
            except ValueRefused as refused:
                refusals.append(refused.message)
    except TaphosError as refused:
        refusals.append(refused.message)
    return tuple(scenes), tuple(refusals)
