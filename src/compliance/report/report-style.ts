/** How the page of a report looks: on light and dark screens and on paper. */
export const reportStyle = `
:root{--ink:#1d1c1d;--faint:#5b6470;--paper:#fff;--line:#dfe3e8;--good:#0b6140;--warning:#7a4b00;--bad:#9b1c1c;--badfill:#fde4e4;--fill:#f6f7f9}
@media(prefers-color-scheme:dark){:root{--ink:#e8e8e9;--faint:#a5adb8;--paper:#1a1d21;--line:#3a3f46;--good:#6fd3a3;--warning:#f0c36b;--bad:#ff9c9c;--badfill:#4a2022;--fill:#22262b}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:100rem;padding:2rem;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
h1{margin:0;font-size:1.7rem}h2{margin:2.5rem 0 .6rem;font-size:1.15rem}
header p,footer{color:var(--faint)}footer{margin-top:2.5rem;border-top:1px solid var(--line);font-size:13px;overflow-wrap:anywhere}
.box{margin:1.2rem 0;padding:.4rem 1.2rem;border-left:4px solid var(--bad);border-radius:4px;background:var(--badfill)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.8rem;margin:1.4rem 0}
dl div{padding:.7rem 1rem;border:1px solid var(--line);border-radius:6px}dt{color:var(--faint);font-size:13px}dd{margin:0;font-weight:600}
.table{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:13px}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{color:var(--faint);font-weight:600;white-space:nowrap;background:var(--fill)}
tbody tr:nth-child(even){background:var(--fill)}
td{overflow-wrap:break-word}.id{font-family:ui-monospace,monospace;font-size:.92em;overflow-wrap:anywhere;min-width:21ch}.when{white-space:nowrap}
.good,.warning,.bad{font-weight:600}.good{color:var(--good)}.warning{color:var(--warning)}.bad{color:var(--bad)}.faint{color:var(--faint)}
@page{size:A4 landscape;margin:10mm}
@media print{:root{--ink:#000;--faint:#444;--paper:#fff;--line:#bbb;--good:#0b6140;--warning:#7a4b00;--bad:#9b1c1c;--badfill:#fff;--fill:#fff}
body{max-width:none;padding:0;font-size:9pt}.table{overflow:visible}table{font-size:8pt}th{white-space:normal}th,td{padding:1mm}.id{min-width:0}thead{display:table-header-group}tr{break-inside:avoid}h2{break-after:avoid}}
`;
