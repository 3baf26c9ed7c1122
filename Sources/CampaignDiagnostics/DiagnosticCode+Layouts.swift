/// 103x: layouts of the library, and the brands that use them.
extension DiagnosticCode {
  package static let unknownLayout = DiagnosticCode(
    "E1031", "a layout that the library does not have",
    explanation: """
      A brand's `layout` names one of the library's, which is the folder that `workspace.campaign` names. Without \
      one, e-mails get a plain layout that is built in.
      """,
    bad: #"""
      layout standard {
        html """
          <main><slot name="body"></slot></main>
          <p><slot name="address"></slot> <slot name="unsubscribe"></slot></p>
          """
      }
      brand { layout standart }
      """#,
    good: #"""
      layout standard {
        html """
          <main><slot name="body"></slot></main>
          <p><slot name="address"></slot> <slot name="unsubscribe"></slot></p>
          """
      }
      brand { layout standard }
      """#)

  package static let layoutColors = DiagnosticCode(
    "E1032", "colors that are not the layout's",
    explanation: """
      A layout declares its colors with `color NAME` and reads them as `var(--NAME)` in its styles; the brand \
      gives each of them once.
      """,
    bad: #"""
      layout standard {
        color accent
        html """
          <main style="color: var(--accent)"><slot name="body"></slot></main>
          <p><slot name="address"></slot> <slot name="unsubscribe"></slot></p>
          """
      }
      brand { layout standard }
      """#,
    good: #"""
      layout standard {
        color accent
        html """
          <main style="color: var(--accent)"><slot name="body"></slot></main>
          <p><slot name="address"></slot> <slot name="unsubscribe"></slot></p>
          """
      }
      brand { layout standard { accent #0A5F2F } }
      """#)

  package static let weakContrast = DiagnosticCode(
    "E1037", "colors that can't be read on each other",
    explanation: """
      Text needs a contrast of 4.5 to 1 to what it stands on (WCAG 2.2, level AA), by day and by night. The brand's \
      colors are held to that in the layout that it names, wherever the layout's `<style>` says what stands on what: \
      where one rule gives an element both its `color` and its `background`, and for text in `body`, `main` and \
      `footer` where nothing else has a background. Of other places nothing is known, and nothing is said.
      """,
    bad: #"""
      layout standard {
        color accent
        color paper
        html """
          <style>main { background: var(--paper) } a { color: var(--accent) }</style>
          <main><slot name="body"></slot></main>
          <p><slot name="address"></slot> <slot name="unsubscribe"></slot></p>
          """
      }
      brand { layout standard { accent #5FBF8F, paper #FFFFFF } }
      """#,
    good: #"""
      layout standard {
        color accent
        color paper
        html """
          <style>main { background: var(--paper) } a { color: var(--accent) }</style>
          <main><slot name="body"></slot></main>
          <p><slot name="address"></slot> <slot name="unsubscribe"></slot></p>
          """
      }
      brand { layout standard { accent #0A7F3F, paper #FFFFFF } }
      """#)

  package static let layoutSlots = DiagnosticCode(
    "E1033", "a layout without its slots",
    explanation: """
      What differs from message to message stands in slots: `body`, `address` and `unsubscribe` once each, and \
      `preheader` once at most. Nobody gets an e-mail without the sender's postal address and a way to unsubscribe.
      """,
    bad: #"""
      layout standard {
        html """
          <main><slot name="body"></slot></main>
          <p><slot name="address"></slot></p>
          """
      }
      """#,
    good: #"""
      layout standard {
        html """
          <main><slot name="body"></slot></main>
          <p><slot name="address"></slot> <slot name="unsubscribe"></slot></p>
          """
      }
      """#)

  package static let layoutMarkup = DiagnosticCode(
    "E1034", "HTML that is not well-formed",
    explanation: """
      A layout stands around every e-mail, and programs that show e-mail mend broken HTML each in its own way. So \
      each element is closed in its order, attributes have quotes, and only what stands in `<body>` is written: \
      the compiler writes the document around it.
      """,
    bad: #"""
      layout standard {
        html """
          <main><slot name="body"></slot>
          <p><slot name="address"></slot> <slot name="unsubscribe"></slot></p>
          """
      }
      """#,
    good: #"""
      layout standard {
        html """
          <main><slot name="body"></slot></main>
          <p><slot name="address"></slot> <slot name="unsubscribe"></slot></p>
          """
      }
      """#)

  package static let layoutUnsafe = DiagnosticCode(
    "E1035", "HTML that has no place in e-mail",
    explanation: """
      Scripts, frames, forms and style sheets from elsewhere don't work in e-mail, and make filters take the message \
      for an attack. Addresses begin with `https://`, `http://`, `mailto:` or `tel:`.
      """,
    bad: #"""
      layout standard {
        html """
          <main onclick="buy()"><slot name="body"></slot></main>
          <p><slot name="address"></slot> <slot name="unsubscribe"></slot></p>
          """
      }
      """#,
    good: #"""
      layout standard {
        html """
          <main><slot name="body"></slot></main>
          <p><slot name="address"></slot> <slot name="unsubscribe"></slot></p>
          """
      }
      """#)

  package static let layoutImage = DiagnosticCode(
    "E1036", "an image without a text",
    explanation: """
      Many people read e-mail without images, and some can't see them. `alt` says what an image shows; an image that \
      only decorates has `alt=""`.
      """,
    bad: #"""
      layout standard {
        html """
          <img src="https://img.shop.example/logo.png">
          <main><slot name="body"></slot></main>
          <p><slot name="address"></slot> <slot name="unsubscribe"></slot></p>
          """
      }
      """#,
    good: #"""
      layout standard {
        html """
          <img src="https://img.shop.example/logo.png" alt="Shop">
          <main><slot name="body"></slot></main>
          <p><slot name="address"></slot> <slot name="unsubscribe"></slot></p>
          """
      }
      """#)

  /// Every code of this area.
  package static let layouts: [DiagnosticCode] = [
    .unknownLayout, .layoutColors, .weakContrast, .layoutSlots, .layoutMarkup, .layoutUnsafe, .layoutImage,
  ]
}
