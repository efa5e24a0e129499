"""QGIS itself opens a pack, and what it edits comes back as changes; where it is installed."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from layers.fieldpack.accepting import Choice, accept, named, without_conflicts
from layers.fieldpack.returned import read_pack
from layers.fieldpack.reviewing import review
from tests.layers.fieldpack.area_of_work import area_of_work, held, made_pack
from tests.layers.projects import closing
from tests.layers.test_styles import qgis_python
from tests.tools.proofs import Proof

WORK = """
import json, os, sys
from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsPointXY, QgsProject, QgsVectorLayerUtils
app = QgsApplication([], False)
app.initQgis()
project = QgsProject.instance()
found = {"read": project.read(sys.argv[1]), "title": project.title(), "layers": {}}
for layer in project.mapLayers().values():
    renderer = layer.renderer()
    found["layers"][layer.id()] = {
        "valid": layer.isValid(), "crs": layer.crs().authid(), "count": layer.featureCount(),
        "renderer": renderer.type() if renderer else None,
        "values": [c.value() for c in renderer.categories()] if hasattr(renderer, "categories") else [],
        "widgets": {f.name(): layer.editorWidgetSetup(at).type() for at, f in enumerate(layer.fields())},
        "tabs": [tab.name() for tab in layer.editFormConfig().tabs()],
    }
found["relations"] = {one.id(): one.isValid() for one in project.relationManager().relations().values()}
grave = project.mapLayer("taphos_site")
status = grave.editorWidgetSetup(grave.fields().indexOf("status")).config()["map"]
found["status"] = [code for one in status for code in one.values()]
grave.startEditing()
for feature in grave.getFeatures():
    if feature["code"] == "S-1":
        grave.changeAttributeValue(feature.id(), grave.fields().indexOf("status"), "located")
    if feature["code"] == "S-3":
        grave.deleteFeature(feature.id())
point = QgsGeometry.fromPointXY(QgsPointXY(30.31, 50.51))
new = QgsVectorLayerUtils.createFeature(grave, point, {grave.fields().indexOf("form"): "surface"})
found["id"] = new["id"]
grave.addFeature(new)
found["committed"] = grave.commitChanges() or grave.commitErrors()
print(json.dumps(found))
sys.stdout.flush()
os._exit(0)
"""


@pytest.mark.slow
def test_qgis_opens_the_pack_with_styles_and_value_lists_and_its_edits_come_back(tmp_path: Path, proof: Proof) -> None:
    python = qgis_python()
    with closing(area_of_work(tmp_path / "work")) as project:
        made = made_pack(project, tmp_path / "pack.gpkg")
        done = subprocess.run(
            [python, "-c", WORK, str(made.project_file)],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(tmp_path)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        said = json.loads(done.stdout.splitlines()[-1])
        assert said["read"]
        assert all(one["valid"] for one in said["layers"].values())
        assert all(said["relations"].values())
        vocabulary = project.catalogue["site"].by_name["status"].vocabulary
        assert vocabulary is not None
        assert said["status"] == [*vocabulary.all_codes]
        grave = said["layers"]["taphos_site"]
        assert grave["values"] == [*vocabulary.all_codes, ""]
        assert (grave["widgets"]["disturbance"], grave["widgets"]["settlement"]) == ("ValueRelation", "ValueRelation")
        assert "Photographs" in grave["tabs"]
        assert said["committed"] is True
        found = review(project, read_pack(project, tmp_path / "pack.gpkg"))
        assert sorted(item.what for item in found.items) == ["added", "changed", "deleted"]
        named_too = {**without_conflicts(found).taken, **named(found, ["S-3"])[0].taken}
        assert not accept(project, found, Choice(named_too)).refused
        assert held(project, "S-1")["status"] == "located"
        assert held(project, "S-3")["review"] == "voided"
        assert project.register.values("site", said["id"])
    proof(
        "D6", "QGIS opens the field pack with styles, value lists and relations, and its edits come back",
        f"{len(said['layers'])} layers, {len(said['relations'])} relations, 3 of 3 changes",
    )  # fmt: skip
