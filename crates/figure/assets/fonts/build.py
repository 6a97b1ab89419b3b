"""Builds chart-regular.ttf, chart-bold.ttf, their widths alone, and required-glyphs.txt.

    python build.py INTER_DIR NOTO_KR_DIR OUT_DIR

INTER_DIR holds Inter-Regular.woff2, Inter-Bold.woff2 and Inter-Black.woff2;
NOTO_KR_DIR holds NotoSansKR_400Regular.ttf, NotoSansKR_700Bold.ttf and
NotoSansKR_900Black.ttf. README.md says where they come from.
Needs: fonttools, brotli, uharfbuzz.
"""

import copy
import sys
import tempfile
from pathlib import Path

import uharfbuzz as hb
from fontTools.merge import Merger
from fontTools.misc.transform import Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

UPEM = 2048
FAMILY = "DLFS Chart"
VERSION = "1.000"
COPYRIGHT = (
    "Copyright (c) 2016-2018 The Inter Project Authors (me@rsms.me); "
    "Copyright 2014-2021 Adobe, with Reserved Font Name 'Source'"
)
LICENCE = (
    "This Font Software is licensed under the SIL Open Font License, Version 1.1. "
    "This license is available with a FAQ at: https://scripts.sil.org/OFL"
)

# ---- what the faces cover ---------------------------------------------------

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180)]
GREEK = [*(c for c in range(0x391, 0x3AA) if c != 0x3A2), *range(0x3B1, 0x3CA),
         0x3D1, 0x3D5, 0x3F5]
SIGNS = [ord(c) for c in "×·−±÷≤≥≈≠√∑∏∂∫∞∆→←↑↓↔⇒⇐⇔°′″…‐‑–—•‖‘’“”‹›†‡‰€ℓ"
                         "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼ½¼¾✓✗ˆ˜"]
# Drawn or mapped below rather than taken as they stand.
MADE = [ord(c) for c in "∇ᵀŉ⋅∼∥\u0302\u00ad"]
# Signs that Inter lacks or draws taller than the line, from the Korean family.
MATHS = [ord(c) for c in "∈∉∀∃∧∨⊙⊗⊕∝∣≡≪≫∩∪⊂⋯①②③④⑤⑥⑦⑧⑨●○■□▲△▼▽◆◇★☆"]
HANGUL = [ord(bytes([a, b]).decode("euc_kr")) for a in range(0xB0, 0xC9) for b in range(0xA1, 0xFF)]
JAMO = [*range(0x3131, 0x3164), 0x318D]
CJK = [ord(c) for c in "、。「」『』〈〉《》～"]
KERNED = [chr(c) for c in [*range(0x21, 0x7F), *GREEK, *(ord(c) for c in "×·−–—…‘’“”∂∑√⁰¹²³₀₁₂₃")]]


def subset(path, codepoints):
    font = TTFont(path, recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = True
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "VORG", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codepoints)
    subsetter.subset(font)
    font.flavor = None
    if font["head"].unitsPerEm != UPEM:
        scale_upem(font, UPEM)
    missing = set(codepoints) - set(font.getBestCmap())
    assert not missing, (path, "".join(map(chr, sorted(missing))))
    return font


def bounds(font, name):
    pen = BoundsPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    return pen.bounds


def drawn(font, name, transform, reverse=False):
    """The outline of a glyph, its parts resolved, under a transform."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.reverseContourPen import ReverseContourPen
    recording = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(recording)
    pen = TTGlyphPen(None)
    outer = TransformPen(ReverseContourPen(pen) if reverse else pen, transform)
    recording.replay(outer)
    return pen.glyph()


def add(font, name, codepoint, glyph, advance):
    font.setGlyphOrder([*font.getGlyphOrder(), name] if name not in font.getGlyphOrder() else font.getGlyphOrder())
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (round(advance), glyph.xMin)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[codepoint] = name


def map_to(font, codepoint, other):
    name = font.getBestCmap()[ord(other)]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[codepoint] = name


def latin(path, heavier_path):
    """Inter with the few signs made from its own letters."""
    font = subset(path, [c for c in [*LATIN, *GREEK, *SIGNS] if c not in MADE])
    cmap = font.getBestCmap()
    name = lambda c: cmap[ord(c)]

    # The gradient sign is the increment upside down.
    box, advance = bounds(font, name("∆")), font["hmtx"][name("∆")][0]
    add(font, "chart.nabla", 0x2207,
        drawn(font, name("∆"), Transform(1, 0, 0, -1, 0, box[1] + box[3]), reverse=True), advance)

    # The transpose is a heavier T at the size of the raised digits.
    heavy = subset(heavier_path, [ord("T")])
    digit, t = bounds(font, name("⁰")), bounds(heavy, "T")
    factor = (digit[3] - digit[1]) / (t[3] - t[1])
    add(font, "chart.transpose", 0x1D40,
        drawn(heavy, "T", Transform(factor, 0, 0, factor, 0, digit[1])), heavy["hmtx"]["T"][0] * factor)

    # The apostrophe-n of Latin Extended-A.
    mark = font["hmtx"][name("’")][0]
    both = TTGlyphPen(font.getGlyphSet())
    both.addComponent(name("’"), (1, 0, 0, 1, 0, 0))
    both.addComponent(name("n"), (1, 0, 0, 1, mark, 0))
    add(font, "chart.napostrophe", 0x149, both.glyph(), mark + font["hmtx"][name("n")][0])

    # Without shaping a combining hat lands where the pen stands, so its outline
    # is placed over a lower-case letter of average width to the left of the pen.
    hat = bounds(font, name("ˆ"))
    middle = sum(font["hmtx"][name(c)][0] for c in "xyhwzβθ") / 7 / 2
    add(font, "chart.hat", 0x302,
        drawn(font, name("ˆ"), Transform().translate(round(-middle - (hat[0] + hat[2]) / 2), 0)), 0)

    map_to(font, 0xAD, "-")
    map_to(font, 0x22C5, "·")
    map_to(font, 0x223C, "~")
    map_to(font, 0x2225, "‖")
    return font


def maths(path):
    """Korean signs drawn one em wide: smaller, on Inter's axis, bearings trimmed."""
    font = subset(path, MATHS)
    factor, rise, bearing = 0.84, round(-0.015 * UPEM), round(0.07 * UPEM)
    cmap = font.getBestCmap()
    new = {}
    for codepoint in MATHS:
        name = cmap[codepoint]
        x0, _, x1, _ = bounds(font, name)
        shift = bearing - x0 * factor
        new[codepoint] = (name, drawn(font, name, Transform(factor, 0, 0, factor, shift, rise)),
                          (x1 - x0) * factor + 2 * bearing)
    for codepoint, (name, glyph, advance) in new.items():
        add(font, name, codepoint, glyph, advance)
    return font


def kern_pairs(path):
    """Inter's pair distances, read by shaping every pair with and without kerning."""
    font = TTFont(path)
    font.flavor = None
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.ttf"
        font.save(plain)
        shaper = hb.Font(hb.Face(plain.read_bytes()))

    def width(text, kern):
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        off = {k: False for k in ("calt", "liga", "clig", "ccmp", "locl", "rlig")}
        hb.shape(shaper, buffer, {**off, "kern": kern})
        return sum(p.x_advance for p in buffer.glyph_positions)

    pairs = {}
    for a in KERNED:
        for b in KERNED:
            value = width(a + b, True) - width(a + b, False)
            if abs(value) >= 10:
                pairs[(ord(a), ord(b))] = value
    return pairs


def build(style, inter, heavier, korean, korean_maths, out):
    base = latin(inter, heavier)
    metrics = {table: copy.deepcopy(base[table]) for table in ("hhea", "OS/2", "head")}
    parts = [base, maths(korean_maths), subset(korean, [*HANGUL, *JAMO, *CJK])]
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for i, part in enumerate(parts):
            files.append(str(Path(folder) / f"{i}.ttf"))
            part.save(files[-1])
        font = Merger().merge(files)

    # Line height and letter heights are those of the Latin.
    for field in ("ascent", "descent", "lineGap"):
        setattr(font["hhea"], field, getattr(metrics["hhea"], field))
    for field in ("sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent",
                  "sxHeight", "sCapHeight", "fsSelection", "usWeightClass", "panose", "xAvgCharWidth"):
        setattr(font["OS/2"], field, getattr(metrics["OS/2"], field))
    font["OS/2"].achVendID = "NONE"
    font["OS/2"].fsType = 0
    font["OS/2"].recalcUnicodeRanges(font)
    font["OS/2"].recalcCodePageRanges(font)
    font["head"].created = metrics["head"].created
    font["head"].modified = metrics["head"].modified
    font["head"].fontRevision = float(VERSION)
    font["head"].macStyle = metrics["head"].macStyle
    font.recalcTimestamp = False

    cmap = font.getBestCmap()
    kern = newTable("kern")
    kern.version = 0
    sub = KernTable_format_0(apple=False)
    sub.version, sub.coverage, sub.tupleIndex = 0, 1, None
    sub.kernTable = {(cmap[a], cmap[b]): v for (a, b), v in kern_pairs(inter).items()}
    kern.kernTables = [sub]
    font["kern"] = kern

    names = newTable("name")
    names.names = []
    post_name = f"{FAMILY.replace(' ', '')}-{style}"
    for number, text in {
        0: COPYRIGHT, 1: FAMILY, 2: style, 3: f"{VERSION};{post_name}", 4: f"{FAMILY} {style}",
        5: f"Version {VERSION}", 6: post_name,
        10: "Inter 4.1 with the Hangul of Noto Sans KR 2.004, subset and merged for charts",
        13: LICENCE, 14: "https://scripts.sil.org/OFL",
    }.items():
        names.setName(text, number, 3, 1, 0x409)
    font["name"] = names
    for tag in ("GSUB", "GPOS", "GDEF", "gasp", "prep", "fpgm", "cvt ", "DSIG"):
        if tag in font:
            del font[tag]
    font["post"].formatType = 3.0
    font.save(out)
    print(out.name, out.stat().st_size, "bytes,", font["maxp"].numGlyphs, "glyphs,",
          len(sub.kernTable), "kerned pairs")


def widths_of(out):
    """A face without outlines and pair distances: how wide each glyph is."""
    font = TTFont(out, recalcTimestamp=False)
    for tag in ("glyf", "loca", "kern", "OS/2", "name", "post"):
        del font[tag]
    widths = out.with_name(f"{out.stem}-widths.ttf")
    font.save(widths)
    print(widths.name, widths.stat().st_size, "bytes")


def main():
    inter, korean, out = map(Path, sys.argv[1:4])
    build("Regular", inter / "Inter-Regular.woff2", inter / "Inter-Bold.woff2",
          korean / "NotoSansKR_400Regular.ttf", korean / "NotoSansKR_700Bold.ttf", out / "chart-regular.ttf")
    build("Bold", inter / "Inter-Bold.woff2", inter / "Inter-Black.woff2",
          korean / "NotoSansKR_700Bold.ttf", korean / "NotoSansKR_900Black.ttf", out / "chart-bold.ttf")
    widths_of(out / "chart-regular.ttf")
    widths_of(out / "chart-bold.ttf")
    assert len(HANGUL) == 2350
    every = sorted({*LATIN, *GREEK, *SIGNS, *MADE, *MATHS, *HANGUL, *JAMO, *CJK})
    lines = ["".join(map(chr, every[i:i + 64])) for i in range(0, len(every), 64)]
    (out / "required-glyphs.txt").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(len(every), "code points required")


if __name__ == "__main__":
    main()
