/// Reads the part of Java's regular expressions that names need.
struct NameExpressionParser {
  typealias Node = NameExpression.Node

  private let text: [Unicode.Scalar]
  private var position = 0
  private var depth = 0
  /// How many repeats there are around the place being read.
  private var openDepth = 0
  /// Repeats and choices so far: what can match one text in several ways.
  private var waysCount = 0
  /// Repeats without a limit, and whether one repeats what can match one text in several ways.
  private(set) var openRepeats = 0
  private(set) var nestsRepeats = false

  /// Groups may nest this deep.
  private static let depthMax = 20
  private static let repeatMax = 300

  init(_ text: String) { self.text = Array(text.unicodeScalars) }

  /// The whole expression, or nil for what is not understood.
  mutating func parse() -> Node? {
    guard text.count <= NameExpression.lengthMax * 4, let node = choice(),
      position == text.count
    else { return nil }
    return node
  }

  private mutating func choice() -> Node? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthMax else { return nil }
    var nodes: [Node] = []
    repeat {
      guard let node = sequence() else { return nil }
      nodes.append(node)
    } while take("|")
    waysCount += nodes.count - 1
    return nodes.count == 1 ? nodes[0] : .choice(nodes)
  }

  private mutating func sequence() -> Node? {
    var nodes: [Node] = []
    while let next = peek, next != "|", next != ")" {
      let before = waysCount
      guard let atom = atom() else { return nil }
      guard let node = repeats(of: atom, hasWays: waysCount > before) else { return nil }
      nodes.append(node)
    }
    return .sequence(nodes)
  }

  private mutating func repeats(of atom: Node, hasWays: Bool) -> Node? {
    var node = atom
    if take("*") {
      node = .repeated(atom, minimum: 0, maximum: nil)
    } else if take("+") {
      node = .repeated(atom, minimum: 1, maximum: nil)
    } else if take("?") {
      node = .repeated(atom, minimum: 0, maximum: 1)
    } else if peek == "{" {
      guard let counts = bounds() else { return nil }
      node = .repeated(atom, minimum: counts.minimum, maximum: counts.maximum)
    } else {
      return atom
    }
    if case .repeated(_, _, let maximum) = node, maximum != 1 {
      openRepeats += 1
      nestsRepeats = nestsRepeats || hasWays
    }
    waysCount += 1
    // A lazy repeat matches the same names; a possessive one may not, and neither is a second one
    // understood.
    _ = take("?")
    if let next = peek, "*+?{".unicodeScalars.contains(next) { return nil }
    return node
  }

  /// `{3}`, `{3,}`, `{3,5}`
  private mutating func bounds() -> (minimum: Int, maximum: Int?)? {
    guard take("{"), let minimum = number() else { return nil }
    var maximum: Int? = minimum
    if take(",") {
      maximum = peek == "}" ? nil : number()
      if maximum == nil, peek != "}" { return nil }
    }
    guard take("}"), minimum <= maximum ?? minimum else { return nil }
    return (minimum, maximum)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let next = peek, "0"..."9" ~= next, (value ?? 0) <= Self.repeatMax {
      value = (value ?? 0) * 10 + Int(next.value - 0x30)
      position += 1
    }
    return value.flatMap { $0 <= Self.repeatMax ? $0 : nil }
  }

  // MARK: Atoms

  private mutating func atom() -> Node? {
    guard let next = advance() else { return nil }
    switch next {
    case ".": return .character(.any)
    case "^": return .start
    case "$": return .end
    case "(": return group()
    case "[": return CharacterChoice(parsing: text, at: &position).map { .character($0) }
    case "\\": return CharacterChoice(escaped: text, at: &position).map { .character($0) }
    case "*", "+", "?", "{": return nil
    default: return .character(CharacterChoice([next...next]))
    }
  }

  private mutating func group() -> Node? {
    var isLookingAhead = false
    var isNegative = false
    if take("?") {
      guard let kind = advance(), ":=!".unicodeScalars.contains(kind) else { return nil }
      isLookingAhead = kind != ":"
      isNegative = kind == "!"
    }
    // Looking ahead while looking ahead would square the work.
    guard !isLookingAhead || openDepth == 0 else { return nil }
    openDepth += isLookingAhead ? 1 : 0
    defer { openDepth -= isLookingAhead ? 1 : 0 }
    guard let node = choice(), take(")") else { return nil }
    return isLookingAhead ? .lookingAhead(node, isNegative: isNegative) : node
  }

  // MARK: Characters of the expression

  private var peek: Unicode.Scalar? { position < text.count ? text[position] : nil }

  private mutating func advance() -> Unicode.Scalar? {
    guard let next = peek else { return nil }
    position += 1
    return next
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == character else { return false }
    position += 1
    return true
  }
}
