// The page's style sheet.
#pragma once

namespace eq::eval {

inline constexpr const char* kStyle = R"css(
:root{color-scheme:light dark;--ink:#1a1c20;--soft:#5b616b;--paper:#fff;--card:#f5f6f8;--rule:#dcdfe4;--s0:#2563c9;--s1:#b4530a;--s2:#0c7a5b;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e7e9ed;--soft:#a0a7b3;--paper:#14161a;--card:#1d2026;--rule:#353a43;--s0:#7fb0ff;--s1:#ffab66;--s2:#5fd3ae;--bad:#ff9d94}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.2rem 1rem 4rem;max-width:76rem;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.2;margin:.4rem 0}h2{font-size:1.2rem;margin:2.4rem 0 .4rem;padding-top:1rem;border-top:1px solid var(--rule)}
h3{font-size:.95rem;margin:.2rem 0}p,ul{max-width:46rem}.soft{color:var(--soft)}code{font-size:.9em;overflow-wrap:anywhere}
.tiles{display:grid;gap:.7rem;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));margin:1rem 0}
.tiles div,.card{background:var(--card);border-radius:.5rem;padding:.7rem .8rem}.tiles b{display:block;font-size:1.35rem;line-height:1.25}.tiles span{color:var(--soft);font-size:.85rem}
.grid{display:grid;gap:.8rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));align-items:start}
.card svg{display:block;width:100%;max-width:30rem;height:auto}
.note{border-left:4px solid var(--bad);padding:.1rem .9rem;background:var(--card);border-radius:.2rem}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.9rem}.legend span{display:inline-flex;align-items:center;gap:.4rem}.legend svg{width:.9rem;height:.9rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
th{color:var(--soft);font-weight:600}td.n,th.n{text-align:right;white-space:nowrap}summary{cursor:pointer;margin:.8rem 0}
svg text{fill:var(--soft);font:11px system-ui,sans-serif}svg .label{fill:var(--ink)}.start{text-anchor:start}.mid{text-anchor:middle}.end{text-anchor:end}
.grid line,line.grid{stroke:var(--rule)}line.grid{stroke-width:1}.bound{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:4 3}.bar{fill:var(--s0)}
circle.s0,rect.s0,path.s0{fill:var(--s0)}circle.s1,rect.s1,path.s1{fill:var(--s1)}circle.s2,rect.s2,path.s2{fill:var(--s2)}
.l,.w{fill:none;stroke-width:1.6}.w{opacity:.55}.grid .l.s0,.grid .w.s0,.l.s0,.w.s0{stroke:var(--s0)}.grid .w.s1,.l.s1,.w.s1{stroke:var(--s1)}.grid .w.s2,.l.s2,.w.s2{stroke:var(--s2)}
)css";

}  // namespace eq::eval
