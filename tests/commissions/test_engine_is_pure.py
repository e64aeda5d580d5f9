import ast
import sys
from pathlib import Path

from commissions import engine

FOLDER = Path(engine.__file__).parent


def test_the_engine_imports_the_standard_library_alone():
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            assert all(name.split(".")[0] in sys.stdlib_module_names for name in names), (
                f"{path.name}: {names}"
            )
