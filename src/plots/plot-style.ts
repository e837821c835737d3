/**
 * Colours of plots on light and on dark ground: those of Okabe and Ito, "Color Universal Design", 2008, which people with any sight of
 * colours tell apart; lighter on dark ground. Names are variables, so that a page may set others.
 */
export const PLOT_STYLE = `
:root { --ground: #fff; --ink: #1b1f24; --quiet: #57606a; --rule: #d8dee4; --first: #0072b2; --second: #d55e00; --third: #009e73; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14181d; --ink: #e6edf3; --quiet: #9aa5b1; --rule: #303841; --first: #56b4e9; --second: #f0954b; --third: #3fc79a; }
}
.plot { font: 12px system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; max-width: 100%; height: auto; }
.plot text { fill: var(--ink); }
.plot .heading { font-size: 14px; font-weight: 600; }
.plot .tick, .plot .value { fill: var(--quiet); font-size: 11px; font-variant-numeric: tabular-nums; }
.plot .grid { stroke: var(--rule); stroke-width: 1; }
.plot .axis { stroke: var(--quiet); stroke-width: 1; }
.plot .bar { fill: var(--first); }
.plot .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.plot .line.first { stroke: var(--first); } .plot .mark.first { fill: var(--first); }
.plot .line.second { stroke: var(--second); stroke-dasharray: 7 3; } .plot .mark.second { fill: var(--second); }
.plot .line.third { stroke: var(--third); stroke-dasharray: 2 3; } .plot .mark.third { fill: var(--third); }
`;
