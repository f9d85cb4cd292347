import Documents

/// What the model's types answered to a case, gathered while it is put.
struct CaseAnswer {
  /// The answer, or the list of answers where a case asks several times.
  var got: JSONNode
  private(set) var isOK = true
  private(set) var skipReason: String?

  private init(got: JSONNode) { self.got = got }

  /// Begins a case that asks several times.
  static func severalQuestions() -> CaseAnswer { CaseAnswer(got: JSONNode([])) }

  static func skipped(_ reason: String) -> CaseAnswer {
    var answer = CaseAnswer(got: .null)
    answer.skipReason = reason
    return answer
  }

  /// Answers the one question of a case.
  static func single(_ got: JSONNode, expected: JSONNode) -> CaseAnswer {
    var answer = CaseAnswer(got: got)
    answer.isOK = got.agrees(with: expected)
    return answer
  }

  /// Answers by findings of which the case expects just these, in any order; null expects none.
  static func anyOrder(_ findings: [JSONNode], expected: JSONNode) -> CaseAnswer {
    var answer = CaseAnswer(got: findings.isEmpty ? .null : JSONNode(findings))
    var rest = expected.array ?? []
    for finding in findings {
      guard let place = rest.firstIndex(where: { finding.agrees(with: $0) }) else {
        answer.isOK = false
        break
      }
      rest.remove(at: place)
    }
    answer.isOK = answer.isOK && rest.isEmpty && (expected.isNull || expected.array != nil)
    return answer
  }

  /// Answers a second question of a case whose first answer stands.
  mutating func also(_ second: JSONNode, expected: JSONNode) {
    got = [got, second]
    isOK = isOK && second.agrees(with: expected)
  }

  /// Answers the one question of a case by `members`, of which the case expects at least one.
  static func members(
    _ members: [(String, JSONNode)], expectedIn expected: JSONNode
  ) -> CaseAnswer {
    var answer = CaseAnswer(got: JSONNode(members: members))
    let asked = members.filter { expected[$0.0] != nil }
    answer.isOK =
      !asked.isEmpty && asked.allSatisfy { $0.1.agrees(with: expected[$0.0] ?? .null) }
    return answer
  }

  /// Answers the next of several questions.
  mutating func add(_ answer: JSONNode, expected: JSONNode) {
    add(answer, isOK: answer.agrees(with: expected))
  }

  mutating func add(_ answer: JSONNode, isOK: Bool) {
    got = JSONNode((got.array ?? []) + [answer])
    self.isOK = self.isOK && isOK
  }

  /// Answers the next question by those of `members` that `expected` names.
  mutating func add(_ members: [(String, JSONNode)], expectedIn expected: JSONNode) {
    let asked = members.filter { expected[$0.0] != nil }
    guard !asked.isEmpty else { return }
    add(
      JSONNode(members: asked),
      isOK: asked.allSatisfy { $0.1.agrees(with: expected[$0.0] ?? .null) })
  }
}

extension JSONNode {
  /// Whether this answer is the one expected: the same but for the order of an object's members,
  /// and with every member that is expected.
  func agrees(with expected: JSONNode) -> Bool {
    switch (value, expected.value) {
    case (.object, .object(let members)):
      members.allSatisfy { member in self[member.key]?.agrees(with: member.value) ?? false }
    case (.array(let elements), .array(let others)):
      elements.count == others.count && zip(elements, others).allSatisfy { $0.agrees(with: $1) }
    case (.number(let number), .number(let other)):
      number == other || number.agrees(with: other)
    default: value == expected.value
    }
  }

  /// A decimal in its shortest spelling; text for what JSON cannot say.
  init(decimal: Double) {
    self =
      decimal.isFinite
      ? JSONNode(.number(JSONNumber(spelled: "\(decimal)"))) : JSONNode("\(decimal)")
  }

  /// A number, or null for none.
  init(orNull number: (some BinaryInteger)?) {
    if let number { self.init(number) } else { self = .null }
  }

  /// A list of numbers.
  init(numbers: [Int64]) { self.init(numbers.map { JSONNode($0) }) }
}

extension JSONNumber {
  /// Whether two spellings mean the same: `16777216`, `16777216.0`, `1.6777216E7`. Whole numbers
  /// are compared digit by digit, for not all of them are a `Double`.
  fileprivate func agrees(with other: JSONNumber) -> Bool {
    guard !isSpelledAsInteger || !other.isSpelledAsInteger else { return text == other.text }
    return Double(text) == Double(other.text)
  }
}
