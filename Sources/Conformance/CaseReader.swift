import Documents

/// Why a case could not be read: where in it, and what is wrong there.
package struct CaseProblem: Error, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// Takes values out of a case, and says what is wrong where one is not as it should be.
///
/// Everything read here is checked before a type of the model sees it, so that no case, however
/// wrong, stops the program.
struct CaseReader {
  let node: JSONNode
  /// Where in the case this is, such as `steps[3]`.
  let path: String

  init(_ node: JSONNode, at path: String) {
    self.node = node
    self.path = path
  }

  /// Offsets, counts and times beyond this are refused: nothing in a case comes near.
  static let limit: Int64 = 1 << 60

  private func at(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  func problem(_ text: String) -> CaseProblem {
    CaseProblem(path.isEmpty ? text : "\(path): \(text)")
  }

  /// Returns a member, or nil when it is missing or null.
  func member(_ key: String) -> CaseReader? {
    guard let value = node[key], !value.isNull else { return nil }
    return CaseReader(value, at: at(key))
  }

  func has(_ key: String) -> Bool { node[key] != nil }

  private func required(_ key: String) throws(CaseProblem) -> CaseReader {
    guard let value = member(key) else { throw CaseProblem("\(at(key)): missing") }
    return value
  }
}

extension CaseReader {
  /// Returns this value as a whole number. A spelling with `.0` is one too.
  func integer(
    in range: ClosedRange<Int64> = -limit...limit
  ) throws(CaseProblem) -> Int64 {
    guard let number = node.number, let value = number.integer ?? Self.whole(number.text) else {
      throw problem("expected a whole number")
    }
    guard range.contains(value) else {
      throw problem("\(value) is outside \(range.lowerBound)...\(range.upperBound)")
    }
    return value
  }

  private static func whole(_ text: String) -> Int64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].allSatisfy({ $0 == "0" }) else { return nil }
    return Int64(parts[0])
  }

  func text() throws(CaseProblem) -> String {
    guard let text = node.string else { throw problem("expected text") }
    return text
  }

  func flag() throws(CaseProblem) -> Bool {
    guard let flag = node.bool else { throw problem("expected true or false") }
    return flag
  }

  /// Returns the elements of this list.
  func list() throws(CaseProblem) -> [CaseReader] {
    guard let elements = node.array else { throw problem("expected a list") }
    return elements.enumerated().map { CaseReader($0.element, at: "\(path)[\($0.offset)]") }
  }

  /// Returns the numbers of this list, which must be `count` many.
  func integers(
    count: Int? = nil, in range: ClosedRange<Int64> = -limit...limit
  ) throws(CaseProblem) -> [Int64] {
    var numbers: [Int64] = []
    for element in try list() { numbers.append(try element.integer(in: range)) }
    if let count, numbers.count != count { throw problem("expected \(count) numbers") }
    return numbers
  }
}

extension CaseReader {
  func integer(
    _ key: String, in range: ClosedRange<Int64> = -limit...limit
  ) throws(CaseProblem) -> Int64 {
    try required(key).integer(in: range)
  }

  func integer(
    _ key: String, or standard: Int64, in range: ClosedRange<Int64> = -limit...limit
  ) throws(CaseProblem) -> Int64 {
    guard let value = member(key) else { return standard }
    return try value.integer(in: range)
  }

  /// Returns a number, or nil when it is missing or null.
  func integerOrNil(
    _ key: String, in range: ClosedRange<Int64> = -limit...limit
  ) throws(CaseProblem) -> Int64? {
    guard let value = member(key) else { return nil }
    return try value.integer(in: range)
  }

  func text(_ key: String) throws(CaseProblem) -> String { try required(key).text() }

  func flag(_ key: String, or standard: Bool) throws(CaseProblem) -> Bool {
    guard let value = member(key) else { return standard }
    return try value.flag()
  }

  func list(_ key: String) throws(CaseProblem) -> [CaseReader] { try required(key).list() }

  /// Returns the elements of a list, none when it is missing.
  func listOrEmpty(_ key: String) throws(CaseProblem) -> [CaseReader] {
    guard let value = member(key) else { return [] }
    return try value.list()
  }

  func integers(
    _ key: String, count: Int? = nil, in range: ClosedRange<Int64> = -limit...limit
  ) throws(CaseProblem) -> [Int64] {
    try required(key).integers(count: count, in: range)
  }
}
