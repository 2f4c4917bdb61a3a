/// How a report's page looks, on light and dark screens and on paper.
///
/// The colours of statuses are those of `SVGView`. Texts keep a contrast of
/// 4.5 to 1 with what is behind them (WCAG 2.1, 1.4.3), lines that mean
/// something 3 to 1 (1.4.11); a test measures it in a browser.
enum PageStyle {
  static let element = """
    <style>
    :root { --page: #fff; --sheet: #f6f8fa; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --link: #0969da;
    --good: #dafbe1; --good-line: #1a7f37; --bad: #ffebe9; --bad-line: #cf222e; --live: #ddf4ff; --live-line: #0969da;
    --next: #fff8c5; --next-line: #9a6700; --held: #fbefff; --held-line: #8250df; }
    @media screen and (prefers-color-scheme: dark) {
    :root { --page: #0d1117; --sheet: #151b23; --text: #f0f6fc; --soft: #9198a1; --line: #3d444d; --link: #4493f8;
    --good: #12261e; --good-line: #3fb950; --bad: #25171c; --bad-line: #f85149; --live: #121d2f; --live-line: #4493f8;
    --next: #272115; --next-line: #d29922; --held: #1e1a2e; --held-line: #ab7df8; }
    }
    * { box-sizing: border-box; }
    body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; color: var(--text); background: var(--page); overflow-wrap: anywhere; }
    h1 { font-size: 1.6rem; margin: 0; line-height: 1.3; } h1 .status { font-size: .9rem; vertical-align: middle; }
    h2 { font-size: 1.1rem; margin: 1.8rem 0 .5rem; }
    ul { margin: .4rem 0; padding-left: 1.3rem; } ul.plain, ul.legend { list-style: none; padding: 0; }
    a { color: var(--link); } code { font: .85em ui-monospace, monospace; }
    .summary { margin: .3rem 0 0; color: var(--soft); } .note, .because, figcaption { color: var(--soft); }
    .because, .request { white-space: pre-wrap; }
    .status { display: inline-block; font-size: .8rem; line-height: 1.4; border: 1px solid var(--soft); border-radius: 1rem; padding: 0 .6rem; background: var(--sheet); color: var(--text); font-weight: normal; white-space: nowrap; }
    .done, .complete, .accepted { background: var(--good); border-color: var(--good-line); }
    .failed, .failing, .terminated, .stalled, .rejected, .exhausted { background: var(--bad); border-color: var(--bad-line); }
    .running, .admitted { background: var(--live); border-color: var(--live-line); }
    .ready, .open { background: var(--next); border-color: var(--next-line); }
    .held, .unchecked { background: var(--held); border-color: var(--held-line); }
    .skipped { border-style: dashed; }
    .attention { margin: 1.2rem 0; padding: .6rem 1rem; border: 1px solid var(--bad-line); border-left-width: 5px; border-radius: 8px; background: var(--bad); }
    .attention h2 { margin: 0; } .attention .because { color: var(--text); }
    figure { margin: 1.5rem 0; } .flow { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
    .flow svg { display: block; margin: 0 auto; } .flow a:hover .box { stroke-width: 2.5px; }
    .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; font-size: .85rem; }
    details.node { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0; }
    details.node > summary { padding: .5rem .8rem; } .body { padding: 0 .8rem .6rem 2rem; scroll-margin-top: 4rem; }
    details.node:has(> .body:target) { border-color: var(--link); }
    .body p, .attempt { margin: .4rem 0; } details.attempt[open] { border-left: 3px solid var(--line); padding-left: .6rem; }
    .problems li { margin: .3rem 0; white-space: pre-wrap; }
    summary { cursor: pointer; } summary:hover { background: var(--sheet); }
    :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
    table { border-collapse: collapse; margin: .5rem 0; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid var(--line); }
    td:first-child, th:first-child { width: 3rem; } td:nth-child(2) { width: 6rem; }
    dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1rem; } dt { color: var(--soft); } dd { margin: 0; }
    @media (max-width: 36rem) { dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dd { margin-bottom: .5rem; } .body { padding-left: .8rem; } }
    @media print {
    body { max-width: none; padding: 0; font-size: 10pt; } .flow { overflow: visible; border: 0; } .flow svg { min-width: 0 !important; }
    details::details-content { content-visibility: visible; block-size: auto; }
    details.node { break-inside: avoid-page; } a { color: inherit; text-decoration: none; }
    }
    </style>
    """
}
