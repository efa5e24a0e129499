"""Evidence: things found, samples taken, packages, media, and every hand they pass through."""

from __future__ import annotations

from typing import ClassVar

from forensics.fields import (
    Code,
    Codes,
    Date,
    Identifier,
    Instant,
    Note,
    Number,
    PlaceValue,
    Reference,
    References,
    Rows,
    Text,
    Whole,
    asked,
    field,
    needed,
)
from forensics.records.base import About, Record, number
from forensics.vocabulary import evidence as v
from forensics.vocabulary.bones import SIDE
from forensics.vocabulary.general import YES_NO
from forensics.vocabulary.graves import NORTH, ORDNANCE_CHECK

MINNESOTA = "Minnesota Protocol"
INTERPOL = "INTERPOL DVI"
BERKELEY = "Berkeley Protocol"

FOUND = "Where it was found"
ITEM = "The item"
MARKS = "Marks"
STORAGE = "Storage"
TAKEN = "How it was taken"
LABORATORY = "Laboratory"
PACKAGE = "The package"
FILE = "The file"
MADE = "How it was made"
SHOWS = "What it shows"
ORIGIN = "Where it comes from"
CHECKED = "Time and place checked"
EVENT = "What was done"
HANDS = "From hand to hand"
SEALS = "Seals and condition"

OPEN_SUBJECTS = (
    "settlement", "occupation", "facility", "site", "site_link", "authority", "exhumation", "site_log", "context",
    "case", "element", "examination", "profile", "finding", "opinion", "disposition", "artefact", "sample", "package",
    "media", "custody", "hazard", "incident", "victim", "source", "survey_area", "visit",
)  # fmt: skip
"""What a medium may show openly; whatever names a person or an interview is a restricted subject."""

ITEMS = ("case", "element", "artefact", "sample", "package", "media")
"""What passes from hand to hand."""


class Artefact(Record):
    """A thing found with or near remains, or on the way to them; Minnesota Protocol, INTERPOL DVI."""

    about: ClassVar[About] = About(
        "artefact", "Artefact", "Artefacts", prefix="A", place_from=("context", "case"), date="date",
        style="artefact_class", category="artefact_class", title=("code", "artefact_class", "description"),
    )  # fmt: skip

    code: Identifier = number()
    case: Reference = field("Remains case", target="case", group=FOUND)
    context: Reference = field("Context", target="context", group=FOUND, carried=True)
    site: Reference = field("Grave site", target="site", group=FOUND, carried=True)
    exhumation: Reference = field("Exhumation", target="exhumation", group=FOUND, carried=True)
    place: PlaceValue = field("Point", geometry="Point", group=FOUND, hint="In the site grid, inside a grave")
    association: Code = field("Association", vocabulary=v.ASSOCIATION, group=FOUND, protocol=MINNESOTA)
    position: Text = field("Position on the body", group=FOUND)
    date: Date = field("Found on", group=FOUND, aliases=("time",))
    found_by: Reference = field("Found by", target="practitioner", sensitivity="restricted", group=FOUND, carried=True)

    artefact_class: Code = asked("Class", vocabulary=v.ARTEFACT_CLASS, group=ITEM, aliases=("class",))
    description: Note = field("Description", group=ITEM, aliases=("desc",))
    quantity: Whole = field("Quantity", least=1, group=ITEM)
    material: Text = field("Material", group=ITEM)
    colour: Text = field("Colour", group=ITEM)
    length_mm: Number = field("Length", unit="mm", least=0, group=ITEM)
    width_mm: Number = field("Width", unit="mm", least=0, group=ITEM)
    thickness_mm: Number = field("Thickness", unit="mm", least=0, group=ITEM)
    mass_g: Number = field("Mass", unit="g", least=0, group=ITEM)
    condition: Codes = field("Condition", vocabulary=v.CONDITION, group=ITEM)
    damage: Note = field("Damage", group=ITEM, hint="Holes, tears and burns, with their position", protocol=MINNESOTA)
    ordnance_check: Code = field("Explosive-ordnance check", vocabulary=ORDNANCE_CHECK, group=ITEM)
    ordnance_checked_by: Reference = field(
        "Ordnance check by", target="practitioner", sensitivity="restricted", group=ITEM, carried=True
    )

    marks: Text = field("Marks", group=MARKS)
    calibre: Text = field("Calibre", group=MARKS)
    headstamp: Text = field("Headstamp", group=MARKS)
    serial_number: Identifier = field("Serial number", sensitivity="restricted", group=MARKS)
    inscription: Note = field("Inscription", sensitivity="restricted", group=MARKS, protocol=INTERPOL)
    photographs: References = field("Photographs", target="media", group=MARKS)

    seal_number: Identifier = field("Seal number", group=STORAGE)
    package: Reference = field("Package", target="package", group=STORAGE)
    facility: Reference = field("Facility", target="facility", group=STORAGE, carried=True)
    shelf: Text = field("Shelf", group=STORAGE)
    disposition: Code = field("Disposition", vocabulary=v.ARTEFACT_DISPOSITION, group=STORAGE)
    disposed_on: Date = field("Disposed on", group=STORAGE)
    notes: Note = field("Notes", sensitivity="restricted", group=STORAGE)


class Sample(Record):
    """Material taken for a laboratory; Minnesota Protocol, INTERPOL DVI. A genetic profile is never recorded."""

    about: ClassVar[About] = About(
        "sample", "Sample", "Samples", prefix="SA", place_from=("case", "context"), date="date", style="result",
        category="purpose", title=("code", "purpose", "result"),
    )  # fmt: skip

    code: Identifier = number()
    case: Reference = asked("Remains case", target="case", group=TAKEN)
    context: Reference = field("Context", target="context", group=TAKEN, hint="Of soil and insects from the grave")
    artefact: Reference = field("Artefact", target="artefact", group=TAKEN, hint="Of residue and ballistic samples")
    parent: Reference = field("Part of sample", target="sample", group=TAKEN)
    purpose: Code = asked("Purpose", vocabulary=v.SAMPLE_PURPOSE, group=TAKEN)
    material: Code = field("Material", vocabulary=v.SAMPLE_MATERIAL, group=TAKEN)
    element: Reference = field("Element", target="element", group=TAKEN)
    element_named: Text = field("Bone or tooth", group=TAKEN, hint="Where the element is not inventoried yet")
    side: Code = field("Side", vocabulary=SIDE, group=TAKEN)
    place: PlaceValue = field("Point", geometry="Point", group=TAKEN, hint="In the site grid, inside a grave")
    mass_g: Number = field("Mass", unit="g", least=0, group=TAKEN)
    date: Date = asked("Taken on", group=TAKEN, aliases=("time",))
    taken_by: Reference = asked("Taken by", target="practitioner", sensitivity="restricted", group=TAKEN, carried=True)
    contamination_control: Text = field("Contamination control", group=TAKEN, protocol=INTERPOL, carried=True)
    container: Text = field("Container", group=TAKEN, carried=True)

    seal_number: Identifier = field("Seal number", group=STORAGE)
    package: Reference = field("Package", target="package", group=STORAGE)
    facility: Reference = field("Facility", target="facility", group=STORAGE, carried=True)
    storage_temperature: Number = field(
        "Storage temperature", unit="°C", least=-200, most=60, group=STORAGE, carried=True
    )

    laboratory: Text = field("Laboratory", group=LABORATORY, carried=True)
    laboratory_number: Identifier = field("Laboratory number", group=LABORATORY)
    authority: Reference = field("Authority", target="authority", group=LABORATORY, carried=True)
    sent_on: Date = field("Sent on", group=LABORATORY)
    received_on: Date = field("Received on", group=LABORATORY)
    result: Code = field("Result", vocabulary=v.SAMPLE_RESULT, group=LABORATORY)
    result_on: Date = field("Result on", group=LABORATORY)
    report_number: Identifier = field("Report number", group=LABORATORY)
    report: References = field("Report", target="media", sensitivity="restricted", group=LABORATORY)
    remaining_g: Number = field("Remaining", unit="g", least=0, group=LABORATORY)
    notes: Note = field("Notes", sensitivity="restricted", group=LABORATORY)


class Package(Record):
    """A bag, box, pallet or vehicle that holds items under one seal."""

    about: ClassVar[About] = About(
        "package", "Package", "Packages", prefix="PK", place_from=("facility",), date="date", style="kind",
        category="kind", title=("code", "kind"),
    )  # fmt: skip

    code: Identifier = number()
    kind: Code = asked("Kind of package", vocabulary=v.PACKAGE_KIND, group=PACKAGE)
    label: Text = field("Label", group=PACKAGE)
    seal_number: Identifier = field("Seal number", group=PACKAGE, aliases=("seal",))
    mass_kg: Number = field("Mass", unit="kg", least=0, group=PACKAGE)
    date: Date = field("Packed on", group=PACKAGE)
    packed_by: Reference = field(
        "Packed by", target="practitioner", sensitivity="restricted", group=PACKAGE, carried=True
    )
    holds: References = field("Holds", target=("case", "artefact", "sample", "package"), group=STORAGE)
    facility: Reference = field("Facility", target="facility", group=STORAGE, carried=True)
    shelf: Text = field("Shelf", group=STORAGE)
    notes: Note = field("Notes", sensitivity="restricted", group=STORAGE)


class Media(Record):
    """One file of evidence, kept as it came under its SHA-256; Berkeley Protocol, Minnesota Protocol."""

    about: ClassVar[About] = About(
        "media", "Media item", "Media", prefix="M", place_from=("subject",), date="taken_at", style="kind",
        category="kind", title=("code", "kind", "caption"),
    )  # fmt: skip

    file: Text = asked("File", sensitivity="restricted", group=FILE)
    sha256: Identifier = needed("SHA-256", group=FILE, protocol=BERKELEY)
    bytes: Whole = field("Size", unit="bytes", least=0, group=FILE)
    media_type: Text = field(
        "Type of file", group=FILE, aliases=("type",), hint="As found in the file, such as image/jpeg"
    )
    original_name: Text = field("Original name", sensitivity="restricted", group=FILE)
    received_again: Rows = field(
        "Received again as", columns={"name": "Name of the file", "on": "On"}, sensitivity="restricted", group=FILE,
        hint="The same bytes, or again none, under another name",
    )  # fmt: skip
    kind: Code = field("Kind of medium", vocabulary=v.MEDIA_KIND, group=FILE)
    copy_kind: Code = field("Original or copy", vocabulary=v.MEDIA_COPY, group=FILE)
    copy_of: Reference = field("Copy of", target="media", group=FILE)
    log_number: Identifier = field("Number in the photo log", group=FILE)
    time_stamp_token: Text = field("Time-stamp token", group=FILE, hint="RFC 3161, in base64")
    file_problem: Text = field("What is wrong with the file", group=FILE)

    taken_at: Instant = field("Taken at", group=MADE)
    taken_at_source: Code = field("Where the time comes from", vocabulary=v.TAKEN_AT_SOURCE, group=MADE)
    taken_at_written: Text = field("Time as the file says it", group=MADE, hint="Where it names no time zone")
    clock_offset_s: Number = field(
        "Clock offset", unit="s", group=MADE, hint="Seconds that the device's clock was ahead", carried=True
    )
    place: PlaceValue = field("Place of the camera", geometry="Point", group=MADE)
    azimuth: Number = field("Azimuth", unit="°", least=0, most=360, group=MADE)
    azimuth_north: Code = field("North of the azimuth", vocabulary=NORTH, group=MADE, carried=True)
    azimuth_declination: Text = field("Date or declination of magnetic north", group=MADE)
    made_with: Text = field("Device", sensitivity="restricted", group=MADE, carried=True)
    made_with_serial: Identifier = field("Serial number of the device", sensitivity="restricted", group=MADE)
    made_by: Reference = field("Author", target="practitioner", sensitivity="restricted", group=MADE, carried=True)
    made_by_other: Identifier = field(
        "Author outside the mission", sensitivity="restricted", group=MADE, hint="A code, never a name"
    )

    subject: References = field("Subject", target=OPEN_SUBJECTS, group=SHOWS)
    restricted_subject: References = field(
        "Restricted subject",
        sensitivity="restricted",
        group=SHOWS,
        hint="Interviews, missing persons, persons of the mission",
    )
    sealed_subject: References = field(
        "Sealed subject",
        sensitivity="sealed",
        group=SHOWS,
        hint="What bears on sexual violence; the medium is sealed too",
    )
    caption: Text = field("Caption", group=SHOWS)
    shows: Codes = field("What it shows", vocabulary=v.MEDIA_SHOWS, group=SHOWS)
    shows_face: Code = field("Shows a face", vocabulary=YES_NO, sensitivity="sealed", group=SHOWS)
    case_board: Code = field("Case board in view", vocabulary=YES_NO, group=SHOWS, protocol=MINNESOTA)
    scale_bar: Code = field("Scale in view", vocabulary=YES_NO, group=SHOWS, protocol=MINNESOTA)
    north_arrow: Code = field("North in view", vocabulary=YES_NO, group=SHOWS, protocol=MINNESOTA)

    source_url: Text = field("Address of the source", sensitivity="restricted", group=ORIGIN, protocol=BERKELEY)
    archive_url: Text = field("Address in an archive", sensitivity="restricted", group=ORIGIN, protocol=BERKELEY)
    retrieved_at: Instant = field("Retrieved at", sensitivity="restricted", group=ORIGIN, protocol=BERKELEY)
    received_from: Text = field("Received from", sensitivity="restricted", group=ORIGIN, hint="A code, never a name")
    licence: Text = field("Licence or terms", group=ORIGIN)

    geolocation: Code = field("Geolocation", vocabulary=v.LOCATION_CHECK, graded=True, group=CHECKED, protocol=BERKELEY)
    geolocation_features: Note = field("Features matched", group=CHECKED, protocol=BERKELEY)
    geolocation_analyst: Reference = field(
        "Geolocated by", target="practitioner", sensitivity="restricted", group=CHECKED
    )
    geolocation_reviewer: Reference = field(
        "Geolocation reviewed by", target="practitioner", sensitivity="restricted", group=CHECKED
    )
    chronolocation: Codes = field("Chronolocation", vocabulary=v.CHRONOLOCATION, group=CHECKED, protocol=BERKELEY)
    chronolocated: Date = field("Date found by chronolocation", group=CHECKED)
    notes: Note = field("Notes", sensitivity="restricted", group=CHECKED)


class Custody(Record):
    """One step of one item from hand to hand; Minnesota Protocol, ISO/IEC 27037. Gaps block a court export."""

    about: ClassVar[About] = About(
        "custody", "Custody event", "Custody events", prefix="CU", place_from=("facility", "item"), date="at",
        style="action", category="action", title=("code", "action", "at"),
    )  # fmt: skip

    item: Reference = needed("Item", target=ITEMS, group=EVENT)
    sequence: Whole = asked("Sequence", least=1, group=EVENT, hint="1 when it was collected, then one more each time")
    action: Code = needed("Action", vocabulary=v.CUSTODY_ACTION, group=EVENT)
    at: Instant = asked("At", group=EVENT)
    facility: Reference = field("Facility", target="facility", group=EVENT)
    where: Text = field("Place", sensitivity="restricted", group=EVENT, hint="Where it is no facility")
    purpose: Text = field("Purpose", group=EVENT)
    authority: Reference = field("Authority", target="authority", group=EVENT)
    made: References = field(
        "What it yielded",
        target=("sample", "media", "package"),
        group=EVENT,
        hint="The sample, copy or package that came of it",
    )

    from_holder: Reference = field(
        "From whom", target=("practitioner", "facility"), group=HANDS, aliases=("from",), hint="Empty when collected"
    )
    from_outside: Text = field("From somebody outside", sensitivity="restricted", group=HANDS)
    to_holder: Reference = asked("To whom", target=("practitioner", "facility"), group=HANDS, aliases=("to",))
    to_outside: Text = field("To somebody outside", sensitivity="restricted", group=HANDS)
    signed_by_giver: Text = field("Signature of who gives", sensitivity="restricted", group=HANDS)
    signed_by_receiver: Text = field("Signature of who receives", sensitivity="restricted", group=HANDS)
    receipt: References = field(
        "Signed receipt", target="media", sensitivity="restricted", group=HANDS, hint="The scan of the paper, by hash"
    )
    no_receipt: Note = field(
        "Why there is no receipt", sensitivity="restricted", group=HANDS,
        hint="Where custody begins with somebody outside: as it happened before us, without papers",
    )  # fmt: skip
    witness: Reference = field("Witness", target="practitioner", sensitivity="restricted", group=HANDS)
    moved_with: Reference = field(
        "Moved inside a package by", target="custody", group=HANDS, hint="The event of the package that held it"
    )
    supersedes: Reference = field("Supersedes event", target="custody", group=HANDS)
    supersedes_because: Note = field("Why it supersedes the other", sensitivity="restricted", group=HANDS)

    seal_before: Identifier = field("Seal before", group=SEALS)
    seal_read: Identifier = field(
        "Number read on the seal", group=SEALS, hint="As it stands on the seal, read or scanned by who takes the item"
    )
    seal_after: Identifier = field("Seal after", group=SEALS)
    seal_condition: Code = field("Condition of the seal", vocabulary=v.SEAL_CONDITION, group=SEALS)
    condition: Text = field("Condition", group=SEALS)
    hash_before: Identifier = field("SHA-256 before", group=SEALS)
    hash_after: Identifier = field("SHA-256 after", group=SEALS)
    notes: Note = field("Notes", sensitivity="restricted", group=SEALS)
