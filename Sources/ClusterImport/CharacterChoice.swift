/// The characters that one place of an expression takes.
struct CharacterChoice: Sendable {
  private var ranges: [ClosedRange<Unicode.Scalar>]
  private var isNegated = false

  init(_ ranges: [ClosedRange<Unicode.Scalar>]) { self.ranges = ranges }

  static let any = CharacterChoice(["\0"..."\u{10FFFF}"])

  func contains(_ character: Unicode.Scalar) -> Bool {
    ranges.contains { $0 ~= character } != isNegated
  }

  /// Reads what follows a `\` outside brackets.
  init?(escaped text: [Unicode.Scalar], at position: inout Int) {
    guard position < text.count else { return nil }
    let character = text[position]
    position += 1
    if let known = Self.known(character) {
      self = known
    } else if character.isLetterOrDigit {
      // \b, \p{…}, \1: not understood.
      return nil
    } else {
      self.init([character...character])
    }
  }

  private static func known(_ character: Unicode.Scalar) -> CharacterChoice? {
    switch character {
    case "d": CharacterChoice(["0"..."9"])
    case "w": CharacterChoice(["a"..."z", "A"..."Z", "0"..."9", "_"..."_"])
    case "s": CharacterChoice([" "..." ", "\t"..."\r"])
    case "D": CharacterChoice(["0"..."9"]).negated
    case "W": CharacterChoice(["a"..."z", "A"..."Z", "0"..."9", "_"..."_"]).negated
    case "S": CharacterChoice([" "..." ", "\t"..."\r"]).negated
    default: nil
    }
  }

  private var negated: CharacterChoice {
    var set = self
    set.isNegated = !isNegated
    return set
  }

  /// Reads a class after its `[`, up to and with its `]`.
  init?(parsing text: [Unicode.Scalar], at position: inout Int) {
    self.init([])
    isNegated = position < text.count && text[position] == "^"
    if isNegated { position += 1 }
    while position < text.count, text[position] != "]" {
      guard let low = Self.member(text, &position) else { return nil }
      guard case .character(let first) = low else {
        if case .set(let set) = low { ranges += set.ranges }
        continue
      }
      guard position + 1 < text.count, text[position] == "-", text[position + 1] != "]" else {
        ranges.append(first...first)
        continue
      }
      position += 1
      guard case .character(let last)? = Self.member(text, &position), first <= last else {
        return nil
      }
      ranges.append(first...last)
    }
    guard position < text.count, !ranges.isEmpty else { return nil }
    position += 1
  }

  private enum Member {
    case character(Unicode.Scalar)
    case set(CharacterChoice)
  }

  /// A character or `\d` within brackets. Classes within classes are not understood.
  private static func member(_ text: [Unicode.Scalar], _ position: inout Int) -> Member? {
    guard position < text.count else { return nil }
    let character = text[position]
    position += 1
    switch character {
    case "\\":
      guard position < text.count else { return nil }
      let escaped = text[position]
      position += 1
      if let known = known(escaped) { return known.isNegated ? nil : .set(known) }
      return escaped.isLetterOrDigit ? nil : .character(escaped)
    case "[": return nil
    case "&" where position < text.count && text[position] == "&": return nil
    default: return .character(character)
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isLetterOrDigit: Bool {
    "a"..."z" ~= self || "A"..."Z" ~= self || "0"..."9" ~= self
  }
}
