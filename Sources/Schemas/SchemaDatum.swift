/// A value of a type.
package indirect enum Datum: Equatable, Sendable {
  case null
  case flag(Bool)
  case int(Int32)
  case long(Int64)
  case float(Float)
  case double(Double)
  case bytes([UInt8])
  case text(String)
  case symbol(String)
  case list([Datum])
  /// The entries of a map or the fields of a record, in order.
  case members([DatumMember])
}

package struct DatumMember: Equatable, Sendable {
  package var name: String
  package var value: Datum

  package init(_ name: String, _ value: Datum) {
    self.name = name
    self.value = value
  }
}

/// Why a value cannot be read.
package enum DatumFault: Error, Equatable, Sendable {
  /// The value is none of the writer's type.
  case notOfType(String)
  case typesDoNotMatch(reader: String, writer: String)
  case namesDoNotMatch(reader: String, writer: String)
  case sizesDoNotMatch(reader: Int64, writer: Int64)
  /// The writer has no such field, and the reader no default for it.
  case missingField(String)
  case unknownSymbol(String)
  case noBranch(String)
}

extension Schema {
  /// Takes a literal as a value of a primitive type, or nil if it is none.
  package static func datum(_ literal: Literal, as type: SchemaType.Primitive) -> Datum? {
    switch (type, literal) {
    case (.null, .null): .null
    case (.boolean, .flag(let flag)): .flag(flag)
    case (.int, .number(let text)): Int32(text).map { .int($0) }
    case (.long, .number(let text)): Int64(text).map { .long($0) }
    case (.float, .number(let text)): Float(text).map { .float($0) }
    case (.double, .number(let text)): Double(text).map { .double($0) }
    case (.bytes, .text(let text)): bytes(text).map { .bytes($0) }
    case (.string, .text(let text)): .text(text)
    default: nil
    }
  }

  /// The bytes that a text stands for: one for each character up to U+00FF.
  static func bytes(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard let byte = UInt8(exactly: scalar.value) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  /// Whether a literal is a value of a type. A value of a union is one of any of its branches.
  ///
  /// Defaults that hold themselves, or stand within each other without end, are values of nothing.
  package func holds(_ literal: Literal, as id: TypeID) -> Bool {
    var patience = 100_000
    return holds(literal, as: id, depth: 0, &patience)
  }

  private func holds(
    _ literal: Literal, as id: TypeID, depth: Int, _ patience: inout Int
  ) -> Bool {
    patience -= 1
    guard patience > 0, depth < 300 else { return false }
    switch (self[id], literal) {
    case (.primitive(let primitive), _): return Self.datum(literal, as: primitive) != nil
    case (.array(let items), .list(let elements)):
      for element in elements where !holds(element, as: items, depth: depth + 1, &patience) {
        return false
      }
      return true
    case (.map(let values), .object(let members)):
      for entry in members where !holds(entry.value, as: values, depth: depth + 1, &patience) {
        return false
      }
      return true
    case (.union(let branches), _):
      for branch in branches where holds(literal, as: branch, depth: depth + 1, &patience) {
        return true
      }
      return false
    case (.fixed, .text(let text)): return Self.bytes(text) != nil
    case (.enumeration, .text): return true
    case (.record(_, let fields), .object):
      for field in fields {
        guard let value = literal[field.name] ?? field.standard,
          holds(value, as: field.type, depth: depth + 1, &patience)
        else { return false }
      }
      return true
    default: return false
    }
  }

  /// The value that a literal of this schema stands for, defaults filled in.
  func datum(_ literal: Literal, as id: TypeID) throws(DatumFault) -> Datum {
    switch (self[id], literal) {
    case (.primitive(let primitive), _):
      if let datum = Self.datum(literal, as: primitive) { return datum }
    case (.array(let items), .list(let elements)):
      var list: [Datum] = []
      for element in elements { list.append(try datum(element, as: items)) }
      return .list(list)
    case (.map(let values), .object(let entries)):
      var members: [DatumMember] = []
      for entry in entries {
        members.append(DatumMember(entry.name, try datum(entry.value, as: values)))
      }
      return .members(members)
    case (.union(let branches), _):
      if let branch = branches.first(where: { holds(literal, as: $0) }) {
        return try datum(literal, as: branch)
      }
    case (.fixed, .text(let text)):
      if let bytes = Self.bytes(text) { return .bytes(bytes) }
    case (.enumeration(_, let symbols, _), .text(let text)):
      if symbols.contains(text) { return .symbol(text) }
    case (.record(_, let fields), .object):
      var members: [DatumMember] = []
      for field in fields {
        guard let value = literal[field.name] ?? field.standard else {
          throw .missingField(field.name)
        }
        members.append(DatumMember(field.name, try datum(value, as: field.type)))
      }
      return .members(members)
    default: break
    }
    throw .notOfType(self[id].name)
  }
}
