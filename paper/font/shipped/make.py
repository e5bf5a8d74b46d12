"""Makes the shipped fonts again: python3 make.py IN OUT (python3-fonttools, zstd; see README.md).

IN holds the originals by their own names. Outlines become TrueType, what only a screen or a shaping
engine needs is dropped, and the files are packed.
"""
import subprocess
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

# What office papers hold besides ideographs: letters, figures, punctuation, units, tables' lines.
SIGNS = [(0x20, 0x24F), (0x2B0, 0x3FF), (0x400, 0x451), (0x1E00, 0x1EFF), (0x2000, 0x2BFF), (0x2E80, 0x312F),
         (0x31C0, 0x33FF), (0xFE10, 0xFE6F), (0xFF00, 0xFFEF)]
# The ideographs of GBK, those beyond the basic plane that a font has, and those of extension A in the table of
# general standard characters (2013): both stand in names. What else there is, the last resort draws.
HAN = [(0x4E00, 0x9FFF), (0x20000, 0x3FFFF)]
NAMES = {ord(c) for c in "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲"
         "䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"}


def quadratic(font):
    """Replaces CFF outlines by TrueType ones that stray no more than one unit."""
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    table = newTable("glyf")
    table.glyphs, table.glyphOrder = {}, order
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        table.glyphs[name] = pen.glyph()
    font["glyf"], font["loca"] = table, newTable("loca")
    del font["CFF "]
    font["maxp"].tableVersion = 0x00010000
    for name in ("maxZones maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements "
                 "maxSizeOfInstructions maxComponentElements maxPoints maxContours maxCompositePoints "
                 "maxCompositeContours maxComponentDepth").split():
        setattr(font["maxp"], name, 1 if name == "maxZones" else 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\0\1\0\0"


def make(source, target, keep, without=(), name=None, number=-1):
    font = TTFont(source, fontNumber=number, recalcTimestamp=False)
    options = subset.Options(drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "STAT", "VORG", "vhea", "vmtx", "gasp", "prep",
                                          "cvt ", "fpgm", "DSIG"],
                             hinting=False, layout_features=[], glyph_names=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
                             name_languages=[0x409], recalc_timestamp=False)
    work = subset.Subsetter(options)
    work.populate(unicodes=[c for c in font.getBestCmap() if keep(c) and c not in without])
    work.subset(font)
    if "CFF " in font:
        quadratic(font)
    for record in font["name"].names if name else []:
        if record.nameID in (1, 3, 4, 6):
            record.string = name if record.nameID != 6 else f"{name}-Regular"
    plain = Path(target).with_suffix("")
    font.save(plain)
    subprocess.run(["zstd", "-q", "-f", "--ultra", "-22", "--rm", plain, "-o", target], check=True)
    print(target, len(font.getBestCmap()), Path(target).stat().st_size)


def main(source, target):
    every = lambda c: True
    common = lambda c: c in NAMES or any(a <= c <= b for a, b in SIGNS + HAN)
    make(f"{source}/FandolFang-Regular.otf", f"{target}/fang.ttf.zst", every, without=(0xFFE5,))
    make(f"{source}/NotoSerifSC_400Regular.ttf", f"{target}/song.ttf.zst", every)
    have = TTFont(f"{source}/NotoSerifSC_400Regular.ttf").getBestCmap()
    han = lambda c: 0x3400 <= c <= 0x9FFF or 0xF900 <= c <= 0xFAFF or 0x20000 <= c <= 0x3FFFF
    make(f"{source}/NotoSerifCJK-Regular.ttc", f"{target}/rare.ttf.zst", han, without=have, number=2)
    make(f"{source}/NotoSerifSC_700Bold.ttf", f"{target}/songbold.ttf.zst", common)
    make(f"{source}/NotoSansSC_500Medium.ttf", f"{target}/hei.ttf.zst", common)
    # LXGW is a reserved name, which a changed font may not bear.
    make(f"{source}/LXGWWenKai-Regular.ttf", f"{target}/kai.ttf.zst", common, name="BihuanKai")


if __name__ == "__main__":
    main(*sys.argv[1:])
