// How the public pages look.
#include "apps/server/page.h"

namespace eq::server {
namespace {

constexpr std::string_view kStyle = R"css(:root {
  color-scheme: light dark;
  --paper: light-dark(#f7f5f1, #141815);
  --card: light-dark(#fffdf9, #1b211d);
  --ink: light-dark(#1d2320, #e8ebe6);
  --soft: light-dark(#56605a, #a7b1aa);
  --line: light-dark(#d9d5cc, #343c37);
  --accent: light-dark(#0b5d5b, #6cc7c1);
}
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; background: var(--paper); color: var(--ink); }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 64rem; }
.skip { position: absolute; left: -999rem; padding: .75rem 1rem; background: var(--accent); color: var(--paper); border-radius: 8px; }
.skip:focus { left: 1rem; top: 1rem; }
.brand { margin: 0; color: var(--accent); font-weight: 600; letter-spacing: .02em; }
h1 { margin: .25rem 0 .5rem; font-size: 2.074rem; line-height: 1.2; text-wrap: balance; }
h2 { margin: 0 0 1rem; font-size: 1.44rem; line-height: 1.25; }
.lead { max-width: 65ch; margin: 0; color: var(--soft); }
section { margin-top: 3rem; }
section > p { max-width: 65ch; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem; margin: 0; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; }
.figures dt { color: var(--soft); }
.figures dd { margin: .25rem 0 0; font-size: 2.074rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.figures span { display: block; margin-top: .25rem; font-size: .875rem; line-height: 1.4; color: var(--soft); }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
th, td { padding: .75rem 1rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-weight: 600; font-size: .875rem; }
time, .index { white-space: nowrap; font-variant-numeric: tabular-nums; }
.tag { display: inline-block; min-width: 4.75rem; padding: .0625rem .5rem; border: 1px solid var(--accent); border-radius: 8px; color: var(--accent); font-size: .875rem; text-align: center; }
.empty { padding: 1.5rem 1rem; background: var(--card); border: 1px dashed var(--line); border-radius: 8px; color: var(--soft); }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code, .digest { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; }
.digest { padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow-wrap: anywhere; max-width: none; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
form.search { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin: 0 0 1.5rem; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
form.search label { display: grid; gap: .25rem; color: var(--soft); font-size: .875rem; }
form.search input, form.search select, form.search button { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .375rem .5rem; min-height: 2.5rem; }
form.search input[name=order] { width: 7rem; }
form.search button { background: var(--accent); color: var(--paper); border-color: var(--accent); cursor: pointer; padding-inline: 1rem; }
:is(input, select, button, summary):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
nav.pages { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: 1rem 0 0; }
details summary { cursor: pointer; color: var(--soft); }
details ul { margin: .5rem 0 0; padding-left: 1.25rem; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .375rem 1.5rem; margin: 0; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
.sentence { font-size: 1.2rem; max-width: 65ch; }
pre { padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; max-width: 100%; }
@media (max-width: 44rem) {
  dl.facts { grid-template-columns: 1fr; gap: 0; }
  dl.facts dd { margin-bottom: .75rem; }
  thead { position: absolute; left: -999rem; }
  table, tbody, tr, td { display: block; }
  tr { padding: .75rem 1rem; border-top: 1px solid var(--line); }
  tbody tr:first-child { border-top: 0; }
  td { padding: .125rem 0; border: 0; }
}
@media print { .skip { display: none; } }
)css";

}  // namespace

std::string_view style_sheet() { return kStyle; }

}  // namespace eq::server
