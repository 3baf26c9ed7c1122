extension MailLayout {
  /// The layout of tenants whose brand names none: readable on a phone, with a screen reader and in the dark. Nothing in it
  /// is wider than its window, and every text has a contrast of at least 4.5 to 1. A link in bold is a button.
  static let standard = MailLayout(
    style: """
      :root{color-scheme:light dark}\
      body{margin:0;background:#f3f3f1;color:#1d1d1f;font:16px/1.5 -apple-system,Segoe UI,Roboto,Arial,sans-serif;\
      overflow-wrap:anywhere}\
      main,footer{max-width:552px;margin:0 auto;padding:24px}\
      main{background:#fff}\
      footer{font-size:14px;color:#5a5a5e}\
      main>:first-child{margin-top:0}\
      h1{font-size:26px;line-height:1.25}\
      ul,ol{padding-inline-start:24px}\
      img{max-width:100%;height:auto}\
      pre{white-space:pre-wrap}\
      hr,th,td{border:0 solid #8886;border-bottom-width:1px}\
      table{width:100%;border-collapse:collapse}\
      th,td{padding:8px 4px;vertical-align:top}\
      th:not([align]){text-align:start}\
      td[align=right]{white-space:nowrap}\
      a{color:#0b57d0}\
      strong>a{display:inline-block;padding:10px 20px;border-radius:6px;background:#0b57d0;color:#fff;text-decoration:none}\
      footer a{color:inherit}\
      @media(max-width:480px){main,footer{padding:20px 16px}table{font-size:14px}}\
      @media(prefers-color-scheme:dark){\
      body{background:#121212;color:#ececec}main{background:#1e1e20}footer{color:#a9a9ad}a{color:#8ab4f8}\
      strong>a{background:#8ab4f8;color:#10131a}}
      """,
    pieces: [
      .slot(.preheader), .html("<main>\n"), .slot(.body), .html("</main>\n<footer><p>"), .slot(.address),
      .html("<br>"), .slot(.unsubscribe(text: "", attributes: "")), .html("</p></footer>"),
    ])
}
