"""The bone list: every element that an inventory can hold, with whether it has sides and the zones it is recorded by.

Names and zones follow Buikstra & Ubelaker, Standards for Data Collection from Human Skeletal Remains (1994), and for
the young Scheuer & Black, Developmental Juvenile Osteology (2000). Sides are a field of their own, so a bone of a pair
is listed once. An element of the young names the adult bone that it becomes a part of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from forensics.vocabulary.declaring import Vocabulary, vocabulary

BUIKSTRA_UBELAKER = "Buikstra & Ubelaker, Standards for Data Collection from Human Skeletal Remains (1994)"
SCHEUER_BLACK = "Scheuer & Black, Developmental Juvenile Osteology (2000)"


@dataclass(frozen=True)
class Bone:
    """One element: `paired` bones are left or right, the others lie in the midline; `part_of` is the adult bone."""

    code: str
    label: str
    region: str
    paired: bool
    zones: tuple[str, ...]
    part_of: str = ""

    @property
    def one_of_several(self) -> bool:
        """Whether everybody has several that go by this name: ribs, vertebrae or phalanges whose number is unknown."""
        return self.code in ONE_OF_SEVERAL

    @property
    def juvenile(self) -> bool:
        """Whether it exists as an element of its own only before it has fused."""
        return bool(self.part_of)


LONG = ("proximal_end", "proximal_third", "middle_third", "distal_third", "distal_end")
SHORT = ("whole",)
RAY = ("proximal_end", "shaft", "distal_end")
VERTEBRA = ("body", "arch_left", "arch_right")
RIB = ("vertebral_end", "shaft", "sternal_end")

ONE_OF_SEVERAL = frozenset({
    "cervical_vertebra", "thoracic_vertebra", "lumbar_vertebra", "vertebra", "rib", "costal_cartilage", "metacarpal",
    "metatarsal", "sesamoid", "vertebral_centrum", "half_neural_arch", "sacral_centrum", "sacral_half_arch",
    "sacral_ala", "sternebra", "hand_phalanx", "foot_phalanx",
    *(f"{end}_{row}_phalanx" for end in ("hand", "foot") for row in ("proximal", "middle", "distal")),
})  # fmt: skip

CRANIUM: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "vault": {
        "frontal": ("half_left", "half_right"), "parietal": ("anterior_half", "posterior_half"),
        "occipital": ("squama",), "temporal": ("squama",),
    },
    "face": {
        "maxilla": ("alveolar", "frontal_process", "body"), "zygomatic": SHORT, "nasal": SHORT, "lacrimal": SHORT,
        "palatine": SHORT, "ethmoid": SHORT, "vomer": SHORT, "inferior_nasal_concha": SHORT,
    },
    "base": {
        "occipital": ("basilar", "condylar_left", "condylar_right"), "temporal": ("petrous", "mastoid"),
        "sphenoid": ("body", "wing_left", "wing_right"),
    },
})  # fmt: skip
"""By zone of the cranium the bones that lie in it, each with the zones that do."""

THIN = frozenset({"nasal", "lacrimal", "palatine", "ethmoid", "vomer", "inferior_nasal_concha"})
"""Bones of the face that are often lost from a cranium of which all else is there."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def _skull() -> Iterator[Bone]:
    yield Bone("cranium", "Cranium (whole)", "head", False, ("vault", "face", "base"))
    for code, label, paired, zones in (
        ("frontal", "Frontal bone", False, ("half_left", "half_right")),
        ("parietal", "Parietal bone", True, ("anterior_half", "posterior_half")),
        ("occipital", "Occipital bone", False, ("squama", "basilar", "condylar_left", "condylar_right")),
        ("temporal", "Temporal bone", True, ("squama", "petrous", "mastoid")),
        ("sphenoid", "Sphenoid bone", False, ("body", "wing_left", "wing_right")),
        ("ethmoid", "Ethmoid bone", False, SHORT),
        ("maxilla", "Maxilla", True, ("alveolar", "frontal_process", "body")),
        ("zygomatic", "Zygomatic bone", True, SHORT),
        ("nasal", "Nasal bone", True, SHORT),
        ("lacrimal", "Lacrimal bone", True, SHORT),
        ("palatine", "Palatine bone", True, SHORT),
        ("inferior_nasal_concha", "Inferior nasal concha", True, SHORT),
        ("vomer", "Vomer", False, SHORT),
    ):
        yield Bone(code, label, "head", paired, zones)
    jaw = ("symphysis", "body_left", "body_right", "ramus_left", "ramus_right", "condyle_left", "condyle_right")
    yield Bone("mandible", "Mandible", "head", False, jaw)
    yield Bone("hyoid", "Hyoid bone", "head", False, ("body", "horn_left", "horn_right"))
    yield Bone("thyroid_cartilage", "Thyroid cartilage (ossified)", "head", False, ("body", "horn_left", "horn_right"))
    yield Bone("cricoid_cartilage", "Cricoid cartilage (ossified)", "head", False, SHORT)
    for code, label in (("malleus", "Malleus"), ("incus", "Incus"), ("stapes", "Stapes")):
        yield Bone(code, label, "head", True, SHORT)
    yield Bone("tooth", "Tooth", "head", True, ("crown", "root"))


def _spine() -> Iterator[Bone]:
    yield Bone("C1", "Atlas (C1)", "trunk", False, ("arch_anterior", "arch_left", "arch_right"))
    yield Bone("C2", "Axis (C2)", "trunk", False, ("dens", *VERTEBRA))
    for letter, name, first, last in (("C", "Cervical", 3, 7), ("T", "Thoracic", 1, 12), ("L", "Lumbar", 1, 5)):
        for number in range(first, last + 1):
            yield Bone(f"{letter}{number}", f"{name} vertebra {letter}{number}", "trunk", False, VERTEBRA)
    for code, label in (
        ("cervical_vertebra", "Cervical vertebra, number unknown"),
        ("thoracic_vertebra", "Thoracic vertebra, number unknown"),
        ("lumbar_vertebra", "Lumbar vertebra, number unknown"),
        ("vertebra", "Vertebra, kind unknown"),
    ):
        yield Bone(code, label, "trunk", False, VERTEBRA)
    segments = tuple(f"segment_{number}" for number in range(1, 6))
    yield Bone("sacrum", "Sacrum", "trunk", False, (*segments, "ala_left", "ala_right"))
    yield Bone("coccyx", "Coccyx", "trunk", False, SHORT)


def _chest_and_girdles() -> Iterator[Bone]:
    yield Bone("manubrium", "Manubrium of sternum", "trunk", False, SHORT)
    yield Bone("sternal_body", "Body of sternum", "trunk", False, SHORT)
    yield Bone("xiphoid", "Xiphoid process", "trunk", False, SHORT)
    for number in range(1, 13):
        yield Bone(f"rib_{number}", f"Rib {number}", "trunk", True, RIB)
    yield Bone("rib", "Rib, number unknown", "trunk", True, RIB)
    yield Bone("costal_cartilage", "Costal cartilage (ossified)", "trunk", True, SHORT)
    yield Bone("clavicle", "Clavicle", "trunk", True, ("medial_end", "shaft", "lateral_end"))
    shoulder = ("body", "spine", "acromion", "coracoid", "glenoid")
    yield Bone("scapula", "Scapula", "trunk", True, shoulder)
    hip = ("ilium", "ischium", "pubis", "acetabulum", "auricular_surface")
    yield Bone("hip_bone", "Hip bone", "trunk", True, hip)


def _arm() -> Iterator[Bone]:
    for code, label in (("humerus", "Humerus"), ("radius", "Radius"), ("ulna", "Ulna")):
        yield Bone(code, label, "arms", True, LONG)
    for code in ("scaphoid", "lunate", "triquetral", "pisiform", "trapezium", "trapezoid", "capitate", "hamate"):
        yield Bone(code, code.capitalize(), "arms", True, SHORT)
    yield from _rays("metacarpal", "metacarpal", "arms")
    yield from _phalanges("hand", "arms")


def _leg() -> Iterator[Bone]:
    yield Bone("femur", "Femur", "legs", True, LONG)
    yield Bone("patella", "Patella", "legs", True, SHORT)
    for code, label in (("tibia", "Tibia"), ("fibula", "Fibula")):
        yield Bone(code, label, "legs", True, LONG)
    for code, label in (
        ("talus", "Talus"),
        ("calcaneus", "Calcaneus"),
        ("navicular", "Navicular bone of foot"),
        ("cuboid", "Cuboid bone"),
        ("medial_cuneiform", "Medial cuneiform bone"),
        ("intermediate_cuneiform", "Intermediate cuneiform bone"),
        ("lateral_cuneiform", "Lateral cuneiform bone"),
    ):
        yield Bone(code, label, "legs", True, SHORT)
    yield from _rays("metatarsal", "metatarsal", "legs")
    yield from _phalanges("foot", "legs")
    yield Bone("sesamoid", "Sesamoid bone", "legs", True, SHORT)


def _rays(code: str, name: str, region: str) -> Iterator[Bone]:
    for number, ordinal in enumerate(_ORDINALS, start=1):
        yield Bone(f"{code}_{number}", f"{ordinal.capitalize()} {name}", region, True, RAY)
    yield Bone(code, f"{name.capitalize()}, number unknown", region, True, RAY)


def _phalanges(end: str, region: str) -> Iterator[Bone]:
    for row in ("proximal", "middle", "distal"):
        for number, ordinal in enumerate(_ORDINALS, start=1):
            if (row, number) != ("middle", 1):
                label = f"{row.capitalize()} phalanx of {end}, {ordinal} ray"
                yield Bone(f"{end}_{row}_phalanx_{number}", label, region, True, RAY)
        label = f"{row.capitalize()} phalanx of {end}, ray unknown"
        yield Bone(f"{end}_{row}_phalanx", label, region, True, RAY)
    yield Bone(f"{end}_phalanx", f"Phalanx of {end}, row unknown", region, True, RAY)


def _young() -> Iterator[Bone]:
    for code, label, region, paired, adult in (
        ("half_frontal", "Half of frontal bone", "head", True, "frontal"),
        ("half_mandible", "Half of mandible", "head", True, "mandible"),
        ("pars_basilaris", "Pars basilaris of occipital bone", "head", False, "occipital"),
        ("pars_lateralis", "Pars lateralis of occipital bone", "head", True, "occipital"),
        ("pars_squama", "Squama of occipital bone", "head", False, "occipital"),
        ("pars_petrosa", "Petrous part of temporal bone", "head", True, "temporal"),
        ("temporal_squama", "Squama of temporal bone", "head", True, "temporal"),
        ("tympanic_ring", "Tympanic ring", "head", True, "temporal"),
        ("sphenoid_body", "Body of sphenoid bone", "head", False, "sphenoid"),
        ("greater_wing", "Greater wing of sphenoid bone", "head", True, "sphenoid"),
        ("lesser_wing", "Lesser wing of sphenoid bone", "head", True, "sphenoid"),
        ("vertebral_centrum", "Centrum of a vertebra", "trunk", False, "vertebra"),
        ("half_neural_arch", "Half of a neural arch", "trunk", True, "vertebra"),
        ("atlas_lateral_mass", "Lateral mass of atlas", "trunk", True, "C1"),
        ("dens", "Dens of axis", "trunk", False, "C2"),
        ("sacral_centrum", "Centrum of a sacral segment", "trunk", False, "sacrum"),
        ("sacral_half_arch", "Half of a sacral arch", "trunk", True, "sacrum"),
        ("sacral_ala", "Lateral element of sacrum", "trunk", True, "sacrum"),
        ("sternebra", "Sternebra", "trunk", False, "sternal_body"),
        ("coracoid_process", "Coracoid process", "trunk", True, "scapula"),
        ("ilium", "Ilium", "trunk", True, "hip_bone"),
        ("ischium", "Ischium", "trunk", True, "hip_bone"),
        ("pubis", "Pubis", "trunk", True, "hip_bone"),
        ("humerus_proximal_epiphysis", "Proximal epiphysis of humerus", "arms", True, "humerus"),
        ("humerus_distal_epiphysis", "Distal epiphysis of humerus", "arms", True, "humerus"),
        ("radius_proximal_epiphysis", "Proximal epiphysis of radius", "arms", True, "radius"),
        ("radius_distal_epiphysis", "Distal epiphysis of radius", "arms", True, "radius"),
        ("ulna_proximal_epiphysis", "Proximal epiphysis of ulna", "arms", True, "ulna"),
        ("ulna_distal_epiphysis", "Distal epiphysis of ulna", "arms", True, "ulna"),
        ("femur_head_epiphysis", "Epiphysis of femoral head", "legs", True, "femur"),
        ("greater_trochanter", "Epiphysis of greater trochanter", "legs", True, "femur"),
        ("femur_distal_epiphysis", "Distal epiphysis of femur", "legs", True, "femur"),
        ("tibia_proximal_epiphysis", "Proximal epiphysis of tibia", "legs", True, "tibia"),
        ("tibia_distal_epiphysis", "Distal epiphysis of tibia", "legs", True, "tibia"),
        ("fibula_proximal_epiphysis", "Proximal epiphysis of fibula", "legs", True, "fibula"),
        ("fibula_distal_epiphysis", "Distal epiphysis of fibula", "legs", True, "fibula"),
        ("calcaneal_epiphysis", "Epiphysis of calcaneus", "legs", True, "calcaneus"),
    ):
        yield Bone(code, label, region, paired, SHORT, adult)


def _fragments() -> Iterator[Bone]:
    yield Bone("cranial_fragment", "Cranial fragment, bone unknown", "head", True, ())
    yield Bone("long_bone_fragment", "Long bone fragment, bone unknown", "", True, ())
    yield Bone("fragment", "Fragment, bone unknown", "", True, ())


@cache
def bones() -> Mapping[str, Bone]:
    """The bones by code, head to foot, then those of the young, then fragments."""
    families = (_skull(), _spine(), _chest_and_girdles(), _arm(), _leg(), _young(), _fragments())
    return MappingProxyType({bone.code: bone for family in families for bone in family})


BONE = Vocabulary(
    "bone",
    "Bone",
    {bone.code: bone.label for bone in bones().values()},
    BUIKSTRA_UBELAKER + "; " + SCHEUER_BLACK,
)

SIDE = vocabulary(
    "side", "Side", BUIKSTRA_UBELAKER, L="Left", R="Right", midline="Midline", unsided="Paired, side unknown"
)

BONE_ZONE = vocabulary(
    "bone_zone",
    "Zone of a bone",
    BUIKSTRA_UBELAKER,
    whole="Whole",
    proximal_end="Proximal end",
    proximal_third="Proximal third of the shaft",
    middle_third="Middle third of the shaft",
    distal_third="Distal third of the shaft",
    distal_end="Distal end",
    shaft="Shaft",
    medial_end="Medial end",
    lateral_end="Lateral end",
    vertebral_end="Vertebral end",
    sternal_end="Sternal end",
    body="Body",
    arch_anterior="Anterior arch",
    arch_left="Arch, left half",
    arch_right="Arch, right half",
    dens="Dens",
    vault="Vault",
    face="Face",
    base="Base",
    half_left="Left half",
    half_right="Right half",
    anterior_half="Anterior half",
    posterior_half="Posterior half",
    squama="Squama",
    basilar="Basilar part",
    condylar_left="Condylar part, left",
    condylar_right="Condylar part, right",
    petrous="Petrous part",
    mastoid="Mastoid part",
    wing_left="Wings, left",
    wing_right="Wings, right",
    alveolar="Alveolar part",
    frontal_process="Frontal process",
    symphysis="Symphysis",
    body_left="Body, left",
    body_right="Body, right",
    ramus_left="Ramus, left",
    ramus_right="Ramus, right",
    condyle_left="Condyle, left",
    condyle_right="Condyle, right",
    horn_left="Horn, left",
    horn_right="Horn, right",
    crown="Crown",
    root="Root",
    segment_1="Segment 1",
    segment_2="Segment 2",
    segment_3="Segment 3",
    segment_4="Segment 4",
    segment_5="Segment 5",
    ala_left="Ala, left",
    ala_right="Ala, right",
    spine="Spine",
    acromion="Acromion",
    coracoid="Coracoid process",
    glenoid="Glenoid",
    ilium="Ilium",
    ischium="Ischium",
    pubis="Pubis",
    acetabulum="Acetabulum",
    auricular_surface="Auricular surface",
)

FUSION = vocabulary(
    "fusion_stage",
    "Stage of fusion",
    BUIKSTRA_UBELAKER + "; " + SCHEUER_BLACK,
    unfused="Unfused",
    fusing="Fusing",
    line_visible="Fused, line visible",
    fused="Fused",
)

DEVELOPMENTAL_AGE = vocabulary(
    "developmental_age",
    "Developmental age",
    BUIKSTRA_UBELAKER,
    at_risk=("fetus", "infant", "child", "adolescent", "subadult"),
    fetus="Fetus",
    infant="Infant (birth to 3)",
    child="Child (3 to 12)",
    adolescent="Adolescent (12 to 20)",
    subadult="Not adult, age unknown",
    adult="Adult",
    undetermined="Undetermined",
)

ELEMENT_STATE = vocabulary(
    "element_state",
    "State of the bone",
    "Buikstra & Ubelaker (1994); Behrensmeyer (1978) on weathering",
    sound="Sound",
    eroded="Eroded",
    cracked="Cracked",
    flaking="Flaking",
    fragmented="Fragmented",
    deformed="Deformed",
    burned="Burned",
    soft_tissue="With soft tissue",
)
