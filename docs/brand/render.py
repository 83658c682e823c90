# /// script
# requires-python = ">=3.11"
# dependencies = ["resvg-py==0.5.0"]
# ///
"""Draw docs/brand/icon.svg in the sizes that Home Assistant shows.

Usage: scripts/uv run --script docs/brand/render.py
"""

from pathlib import Path

import resvg_py

HERE = Path(__file__).resolve().parent
BRAND = HERE.parents[1] / "custom_components" / "twilio" / "brand"
SIZES = {"icon.png": 256, "icon@2x.png": 512}

drawing = (HERE / "icon.svg").read_text()
for name, size in SIZES.items():
    image = resvg_py.svg_to_bytes(svg_string=drawing, width=size, height=size)
    (BRAND / name).write_bytes(bytes(image))
