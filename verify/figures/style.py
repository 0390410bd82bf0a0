"""One look for all figures: column width, colours that the colour-blind tell apart, the same bytes from run to run."""

from __future__ import annotations

WIDTH = 3.3
"""Inches: a column of a paper."""

PAPER, INK, SOFT = "#ffffff", "#1a2027", "#55606c"
BLUE, ORANGE, GREEN, RED, SKY, PURPLE, YELLOW = (
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#f0e442",
)  # fmt: skip
"""The palette of M. Okabe and K. Ito."""
DARK = {PAPER: "#12161b", INK: "#e4e9ee", SOFT: "#9aa7b4", BLUE: "#4aa3df"}
"""What takes the place of each of these where a reader prefers a dark page."""
SERIES = (BLUE, RED, GREEN, PURPLE, ORANGE, SKY)
STYLES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
COLORMAP = "cividis"

SETTINGS: dict[str, object] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "verify-minima",
    "path.simplify": False,
    "font.family": "DejaVu Sans",
    "font.size": 7.5,
    "axes.titlesize": 7.5,
    "axes.labelsize": 7.5,
    "xtick.labelsize": 6.5,
    "ytick.labelsize": 6.5,
    "legend.fontsize": 6.5,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "legend.borderaxespad": 0.2,
    "legend.labelspacing": 0.25,
    "axes.linewidth": 0.6,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.facecolor": PAPER,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "axes.formatter.use_mathtext": False,
    "axes.formatter.limits": (-4, 5),
    "figure.facecolor": PAPER,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "lines.linewidth": 1.3,
    "lines.markersize": 4.5,
    "lines.solid_capstyle": "round",
}
