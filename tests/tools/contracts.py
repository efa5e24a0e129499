"""An import contract that names what a room may import, where import-linter's own name what it may not."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyImports(Contract):
    """`source` and all under it import each other and what stands in `allowed` (top-level names), and nothing else."""

    type_name = "only_imports"
    source = fields.StringField()
    allowed = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every import that is not allowed."""
        source, allowed = str(self.source), set(self.allowed)  # type: ignore[call-overload]
        found = [
            (module, imported)
            for module in sorted({source, *graph.find_descendants(source)})
            for imported in sorted(graph.find_modules_directly_imported_by(module))
            if imported.partition(".")[0] not in {source, *allowed}
        ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """A line each."""
        for module, imported in check.metadata["found"]:
            output.print_error(f"{module} imports {imported}, which {self.source} may not.", bold=False)
