"""How large anything handed in may be; everything past a limit is refused, never cut."""

MIB = 1 << 20
FILE_BYTES = 1024 * MIB
LINE_BYTES = MIB
ROWS = 2_000_000
COLUMNS = 512
HEADING_ROWS = 5
CELL_CHARACTERS = 131_072
JSON_NUMBER_CHARACTERS = 40
CHUNK_ROWS = 10_000
CHUNK_CHARACTERS = 8 * MIB
SHEET_ROWS = 1_048_576
UNPACKED_BYTES = 2048 * MIB
PACKED_RATIO = 200
RATIO_MATTERS_BYTES = 8 * MIB
SHARED_TEXT_BYTES = 256 * MIB
SHARED_TEXTS = 2_000_000
SHARED_KEPT_BYTES = 128 * MIB
XML_DEPTH = 64
XML_TAG_BYTES = 4 * MIB
WORKBOOK_PARTS = 2_000
DELIVERY_KEEP_DAYS = 30
"""Days a delivery is kept after its rows were entered, so that held rows can be given back."""

DELIVERY_LONGEST_DAYS = 90
"""Days after which a delivery is deleted whatever became of it."""

SIGN_WITHIN_DAYS = 60
"""Days a checked batch waits for its second signature."""
