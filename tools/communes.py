"""Write shared/postcodes.txt, the communes of each postcode, from the npm package that tools/package.json pins.

`make communes` installs the package and runs this. A newer year is taken by its version in tools/package.json, then
`make lock communes`; the version and its date stand in shared/postcodes.py and the README too.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from shared import postcodes
from shared.contact.text import searchable

SOURCE: Final = Path(__file__).parent / "node_modules/@etalab/decoupage-administratif/data/communes.json"


def lines(communes: Iterable[dict[str, Any]]) -> str:
    """One for each postcode, in order.

    Left out are arrondissements, which are on no envelope beside their city, and the parts of communes (« déléguées »,
    « associées »), which have no postcodes of their own in the source.
    """
    names = defaultdict(set)
    for one in communes:
        if one["type"] == "commune-actuelle":
            for postcode in one.get("codesPostaux", ()):
                names[postcode].add(one["nom"].replace("'", "’"))
    return "".join(f"{code} {'|'.join(sorted(found, key=searchable))}\n" for code, found in sorted(names.items()))


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tools.communes", description=__doc__.splitlines()[0])
    options.add_argument("--check", action="store_true", help="write nothing, and fail where the file is not current")
    check = options.parse_args().check
    text = lines(json.loads(SOURCE.read_text(encoding="utf-8")))
    if check:
        current = postcodes.FILE.exists() and postcodes.FILE.read_text(encoding="utf-8") == text
        print(f"shared/{postcodes.FILE.name} {'is current' if current else 'is not current: make communes'}")
        return 0 if current else 1
    postcodes.FILE.write_text(text, encoding="utf-8")
    print(f"shared/{postcodes.FILE.name} written: {text.count(chr(10))} postcodes, {len(text.encode()) // 1000} KB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
