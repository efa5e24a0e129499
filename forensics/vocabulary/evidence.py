"""Vocabularies of evidence: things found, samples, packages, media and the hands they pass through."""

from __future__ import annotations

from forensics.vocabulary.declaring import vocabulary
from forensics.vocabulary.general import OWN

MINNESOTA = "Minnesota Protocol on the Investigation of Potentially Unlawful Death (2016)"
INTERPOL = "INTERPOL Disaster Victim Identification Guide (2018)"
BERKELEY = "Berkeley Protocol on Digital Open Source Investigations (OHCHR, 2020)"
CUSTODY = f"{MINNESOTA}, on chain of custody; ISO/IEC 27037:2012 for digital evidence"

ARTEFACT_CLASS = vocabulary(
    "artefact_class",
    "Class of artefact",
    f"{MINNESOTA}; {INTERPOL}",
    clothing="Clothing",
    document="Document",
    jewellery="Jewellery",
    phone="Phone",
    ligature="Ligature",
    blindfold="Blindfold",
    cartridge_case="Cartridge case",
    bullet="Bullet",
    fragment="Fragment",
    medical="Medical item",
    religious="Religious item",
    other="Other",
)

ASSOCIATION = vocabulary(
    "association_with_remains",
    "Association",
    MINNESOTA,
    on_body="On the body",
    in_clothing="In the clothing",
    near="Near the body",
    fill="In the fill",
    surface="On the surface",
)

CONDITION = vocabulary(
    "condition_of_item",
    "Condition",
    OWN,
    good="Good",
    worn="Worn",
    damaged="Damaged",
    fragmentary="Fragmentary",
    corroded="Corroded",
    decayed="Decayed",
    burned="Burned",
    wet="Wet",
)

ARTEFACT_DISPOSITION = vocabulary(
    "artefact_disposition",
    "Disposition",
    INTERPOL,
    in_storage="In storage",
    at_laboratory="At a laboratory",
    given_to_authority="Given to the authority",
    returned_to_family="Returned to the family",
    buried_with_remains="Buried with the remains",
    made_safe="Made safe or destroyed by ordnance specialists",
)

SAMPLE_PURPOSE = vocabulary(
    "sample_purpose",
    "Purpose of the sample",
    f"{MINNESOTA}; {INTERPOL}",
    DNA="DNA",
    toxicology="Toxicology",
    isotope="Isotope analysis",
    soil="Soil",
    ballistic="Ballistics",
    entomology="Entomology",
)

SAMPLE_MATERIAL = vocabulary(
    "sample_material",
    "Material",
    INTERPOL,
    bone="Bone",
    tooth="Tooth",
    soft_tissue="Soft tissue",
    blood="Blood",
    hair="Hair",
    nail="Nail",
    soil="Soil",
    insect="Insects",
    metal="Metal",
    residue="Residue",
    other="Other",
)

SAMPLE_RESULT = vocabulary(
    "sample_result",
    "Result",
    INTERPOL,
    pending="Pending",
    profile="Profile obtained",
    partial="Partial",
    failed="Failed",
    consumed="Consumed",
)

PACKAGE_KIND = vocabulary(
    "package_kind", "Kind of package", OWN, bag="Bag", box="Box", pallet="Pallet", vehicle="Vehicle", other="Other"
)

MEDIA_KIND = vocabulary(
    "media_kind",
    "Kind of medium",
    BERKELEY,
    photo="Photo",
    video="Video",
    audio="Audio",
    document="Document",
    drawing="Drawing or plan",
    radiograph="Radiograph",
    imagery="Satellite or aerial imagery",
    model_3d="3D model or scan",
    survey_data="Survey data",
    web_page="Web page",
    other="Other",
)

TAKEN_AT_SOURCE = vocabulary(
    "taken_at_source",
    "Where the time comes from",
    BERKELEY,
    EXIF="EXIF of the file",
    device="Clock of the device",
    chronolocated="Chronolocation",
    stated="As stated",
)

MEDIA_COPY = vocabulary(
    "media_copy",
    "Original or copy",
    BERKELEY,
    original="Original",
    working_copy="Working copy",
    redacted="Redacted copy",
    printed="Scan of a sheet",
)

LOCATION_CHECK = vocabulary(
    "location_check",
    "State of the geolocation",
    BERKELEY,
    confirmed="Confirmed",
    probable="Probable",
    not_possible="Not possible",
    not_tried="Not tried",
)

CHRONOLOCATION = vocabulary(
    "chronolocation",
    "Chronolocation",
    BERKELEY,
    shadow="Shadow",
    weather="Weather",
    metadata="Metadata",
    imagery="Imagery",
)

MEDIA_SHOWS = vocabulary(
    "media_shows",
    "What it shows",
    MINNESOTA,
    remains="Human remains",
    injury="Injury",
    place_recognisable="A place that can be recognised",
    number_plate="A number plate",
    document="A document",
    screen="A screen",
)

CUSTODY_ACTION = vocabulary(
    "custody_action",
    "Action",
    CUSTODY,
    collected="Collected",
    packed="Packed",
    sealed="Sealed",
    stored="Stored",
    transferred="Transferred",
    received="Received",
    opened="Opened",
    examined="Examined",
    sampled="Sampled",
    consumed="Consumed",
    copied="Copied",
    relabelled="Relabelled",
    reported_missing="Reported missing",
    found="Found",
    returned="Returned",
    released="Released",
    reburied="Reburied",
    destroyed="Destroyed",
)

SEAL_CONDITION = vocabulary(
    "seal_condition",
    "Condition of the seal",
    CUSTODY,
    intact="Intact",
    broken="Broken",
    replaced="Replaced",
    none="No seal",
)
