"""A country that is not the shipped one, in files of its own: two levels, five-letter codes, Arabic and French."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import shapely

DESCRIPTION = """
format = 1
code = "exa"
iso = "EXA"
languages = ["ar", "fr"]
bounds = [40.0, 12.0, 46.0, 18.0]

[name]
ar = "مثال"
fr = "Exemple"

[[levels]]
field = "admin1"
label = { ar = "محافظة", fr = "Gouvernorat" }

[[levels]]
field = "admin2"
label = { ar = "مديرية", fr = "District" }

[[names]]
field = "name_ar"
language = "ar"
label = { ar = "الاسم بالعربية", fr = "Nom en arabe" }

[[names]]
field = "name_fr"
language = "fr"
label = { ar = "الاسم بالفرنسية", fr = "Nom en français" }

[code_system]
name = "PCODE"
pattern = "[A-Z]{5}"

[vocabularies.settlement_type]
source = "EXAMPLE"
codes.ville = { ar = "مدينة", fr = "Ville" }
codes.village = { ar = "قرية", fr = "Village" }

[[crs]]
group = { fr = "UTM", ar = "UTM" }
epsg = [4326, 32638]

[[attribution]]
line = { fr = "Exemple", ar = "مثال" }
licence = "CC0-1.0"

[import.regions]
file = "limites.geojson"
code = "PCODE"
name_ar = "AR"
name_fr = "NOM"

[import.gazetteer]
file = "lieux.csv"
code = "PCODE"
name_ar = "AR"
name_fr = "NOM"
lat = "Y"
lon = "X"
"""

PLACES = """id,PCODE,kind,AR,NOM,Y,X,population,admin1_code,admin2_code
1,EXABA,ville,الأولى,La Première,15.5,44.2,12000,EXAAA,EXAAB
2,EXABB,village,الثانية,"Deuxième, la",14.25,43.75,,EXAAA,EXAAB
"""

UNITS = """code,level,kind,parent,name_ar,name_fr
EXAAA,1,G,,المحافظة,Le Gouvernorat
EXAAB,2,D,EXAAA,المديرية,Le District
"""


def write_pack(place: Path) -> Path:
    """The user's own files: a GeoJSON in UTM, a CSV with columns of its own."""
    import pyogrio.raw

    place.mkdir()
    (place / "pack.toml").write_text(DESCRIPTION, "utf-8")
    (place / "lieux.csv").write_text(PLACES, "utf-8")
    (place / "units.csv").write_text(UNITS, "utf-8")
    (place / "codes.csv.gz").write_bytes(
        gzip.compress(b"code,kind,parent,name_ar,name_fr\nEXABC,village,EXAAB,,Loin\n")
    )
    pyogrio.raw.write(
        place / "limites.geojson",
        shapely.to_wkb(np.array([shapely.box(300_000, 1_500_000, 500_000, 1_800_000)], dtype=object)),
        [np.array([text], dtype=object) for text in ("EXAAA", "المحافظة", "Le Gouvernorat")],
        ["PCODE", "AR", "NOM"],
        driver="GeoJSON",
        geometry_type="Polygon",
        crs="EPSG:32638",
        dataset_options={},
        layer_options={"RFC7946": "NO"},
    )
    return place
