/// A regular expression of MirrorMaker's, as a program that is matched in bounded time.
///
/// Filters come from files, and a backtracking matcher can be kept busy for years by `(a+)+b`. Here
/// the work is at most the length of the program times that of the name.
///
/// Of Java's syntax it knows what names need: alternatives, groups, classes, repeats, anchors and
/// looking ahead. What it does not know it refuses, and the caller says so.
struct NameExpression: Sendable {
  indirect enum Node: Sendable {
    case character(CharacterChoice)
    case sequence([Node])
    case choice([Node])
    /// `maximum` is nil for no limit.
    case repeated(Node, minimum: Int, maximum: Int?)
    case start, end
    case lookingAhead(Node, isNegative: Bool)
  }

  enum Instruction: Sendable {
    case character(CharacterChoice)
    case either(Int, Int)
    case jump(Int)
    case start, end
    /// Goes on at `next` if the program between here and there matches (or does not).
    case lookingAhead(isNegative: Bool, next: Int)
    case accept
  }

  /// The longest program, and with it the work for a name.
  static let lengthMax = 1000

  private var program: [Instruction] = []
  /// Nodes that may still be written out. Repeats of what is empty write nothing and take time.
  private var appendsLeft = 10 * NameExpression.lengthMax
  /// Whether any matcher is quick at it: repeats without a limit are few and not nested.
  let isSimple: Bool

  /// - Returns: Nil for an expression that is not understood or too long.
  init?(_ text: String) {
    var parser = NameExpressionParser(text)
    guard let node = parser.parse() else { return nil }
    isSimple = parser.openRepeats <= 2 && !parser.nestsRepeats
    guard append(node), program.count <= Self.lengthMax else { return nil }
    program.append(.accept)
  }

  // MARK: Making the program

  private mutating func append(_ node: Node) -> Bool {
    appendsLeft -= 1
    guard program.count <= Self.lengthMax, appendsLeft > 0 else { return false }
    switch node {
    case .character(let set): program.append(.character(set))
    case .start: program.append(.start)
    case .end: program.append(.end)
    case .sequence(let nodes): return nodes.allSatisfy { append($0) }
    case .choice(let nodes): return append(choice: nodes[...])
    case .repeated(let node, let minimum, let maximum):
      return append(node, minimum: minimum, maximum: maximum)
    case .lookingAhead(let node, let isNegative):
      let place = program.count
      program.append(.accept)
      guard append(node) else { return false }
      program.append(.accept)
      program[place] = .lookingAhead(isNegative: isNegative, next: program.count)
    }
    return true
  }

  private mutating func append(choice nodes: ArraySlice<Node>) -> Bool {
    guard let first = nodes.first else { return true }
    if nodes.count == 1 { return append(first) }
    let fork = program.count
    program.append(.accept)
    guard append(first) else { return false }
    let jump = program.count
    program.append(.accept)
    program[fork] = .either(fork + 1, program.count)
    guard append(choice: nodes.dropFirst()) else { return false }
    program[jump] = .jump(program.count)
    return true
  }

  private mutating func append(_ node: Node, minimum: Int, maximum: Int?) -> Bool {
    for _ in 0..<minimum {
      guard append(node) else { return false }
    }
    guard let maximum else {
      let fork = program.count
      program.append(.accept)
      guard append(node) else { return false }
      program.append(.jump(fork))
      program[fork] = .either(fork + 1, program.count)
      return true
    }
    var forks: [Int] = []
    for _ in minimum..<maximum {
      forks.append(program.count)
      program.append(.accept)
      guard append(node) else { return false }
    }
    for fork in forks { program[fork] = .either(fork + 1, program.count) }
    return true
  }

  // MARK: Matching

  /// Whether the expression matches the whole of a name.
  func matches(_ name: String) -> Bool {
    let scalars = Array(name.unicodeScalars)
    return beginsAlike(scalars) && run(from: 0, at: 0, scalars, mustEnd: true)
  }

  /// Whether the characters before the first choice fit: most names fail here, at no cost.
  private func beginsAlike(_ name: [Unicode.Scalar]) -> Bool {
    for (place, instruction) in program.enumerated() {
      guard case .character(let set) = instruction else { return true }
      guard place < name.count, set.contains(name[place]) else { return false }
    }
    return true
  }

  private struct Thread {
    let instruction: Int
    let position: Int
  }

  /// Follows every path once: a pair of instruction and position that was seen before leads nowhere
  /// new.
  private func run(
    from start: Int, at position: Int, _ name: [Unicode.Scalar], mustEnd: Bool
  ) -> Bool {
    var seen = [Bool](repeating: false, count: program.count * (name.count + 1))
    var threads = [Thread(instruction: start, position: position)]
    while let thread = threads.popLast() {
      let cell = thread.instruction * (name.count + 1) + thread.position
      if seen[cell] { continue }
      seen[cell] = true
      if case .accept = program[thread.instruction] {
        if !mustEnd || thread.position == name.count { return true }
        continue
      }
      threads += next(of: thread, name)
    }
    return false
  }

  private func next(of thread: Thread, _ name: [Unicode.Scalar]) -> [Thread] {
    let (place, position) = (thread.instruction, thread.position)
    func go(_ instruction: Int, if holds: Bool = true) -> [Thread] {
      holds ? [Thread(instruction: instruction, position: position)] : []
    }
    switch program[place] {
    case .character(let set):
      guard position < name.count, set.contains(name[position]) else { return [] }
      return [Thread(instruction: place + 1, position: position + 1)]
    case .either(let first, let second): return go(second) + go(first)
    case .jump(let target): return go(target)
    case .start: return go(place + 1, if: position == 0)
    case .end: return go(place + 1, if: position == name.count)
    case .lookingAhead(let isNegative, let next):
      let holds = run(from: place + 1, at: position, name, mustEnd: false)
      return go(next, if: holds != isNegative)
    case .accept: return []
    }
  }
}
