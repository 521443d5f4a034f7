"""Run by the functions' own Python: `compiling.py PLACE FOLDER ... [--beside]` compiles what is in the folders.

Tracebacks name a file by the PLACE where Lambda unpacks it. What was compiled is never compared with its source: that
goes by the date, and a file of an artifact is dated 1980.
"""

import sys
from compileall import compile_dir
from py_compile import PycInvalidationMode

place, *folders = (given for given in sys.argv[1:] if given != "--beside")
compiled = [
    compile_dir(
        folder,
        quiet=1,
        legacy="--beside" in sys.argv,
        stripdir=folder,
        prependdir=place,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )
    for folder in folders
]
sys.exit(not all(compiled))
