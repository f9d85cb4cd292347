/// An Avro schema: its types in a table, so that a type may refer to itself.
///
/// Logical types and other attributes take no part in reading and are not kept.
///
/// - Source: Apache Avro 1.12 specification, "Schema Declaration".
package struct Schema: Equatable, Sendable {
  package private(set) var types: [SchemaType]
  package let root: TypeID

  /// - Precondition: Every type that is referred to is in the table.
  package init(_ types: [SchemaType], root: TypeID) {
    self.types = types
    self.root = root
  }

  package subscript(id: TypeID) -> SchemaType { types[id.row] }
}

/// A row of a schema's table of types.
package struct TypeID: Hashable, Sendable {
  package var row: Int

  package init(_ row: Int) { self.row = row }
}

package enum SchemaType: Equatable, Sendable {
  case primitive(Primitive)
  case array(TypeID)
  case map(TypeID)
  case union([TypeID])
  case fixed(Naming, size: Int64)
  case enumeration(Naming, symbols: [String], standard: String?)
  case record(Naming, [SchemaField])

  package enum Primitive: String, CaseIterable, Equatable, Sendable {
    case null, boolean, int, long, float, double, bytes, string
  }

  package var naming: Naming? {
    switch self {
    case .fixed(let naming, _), .enumeration(let naming, _, _), .record(let naming, _): naming
    case .primitive, .array, .map, .union: nil
    }
  }

  package var name: String {
    switch self {
    case .primitive(let primitive): primitive.rawValue
    case .array: "array"
    case .map: "map"
    case .union: "union"
    case .fixed: "fixed"
    case .enumeration: "enum"
    case .record: "record"
    }
  }

  package var union: [TypeID]? {
    if case .union(let branches) = self { branches } else { nil }
  }

  package var fields: [SchemaField]? {
    if case .record(_, let fields) = self { fields } else { nil }
  }
}

/// A name with its namespace.
package struct TypeName: Hashable, Sendable {
  /// Empty for none.
  package var space: String
  package var short: String

  /// Takes a name with dots apart; one without dots lies in `space`.
  package init(_ name: String, in space: String) {
    if let dot = name.lastIndex(of: ".") {
      self.space = String(name[..<dot])
      short = String(name[name.index(after: dot)...])
    } else {
      self.space = space
      short = name
    }
  }

  package var full: String { space.isEmpty ? short : "\(space).\(short)" }
}

/// What a record, an enum or a fixed type is called, now and formerly.
package struct Naming: Equatable, Sendable {
  package var name: TypeName
  package var aliases: [TypeName]

  package init(_ name: TypeName, aliases: [TypeName]) {
    self.name = name
    self.aliases = aliases
  }
}

package struct SchemaField: Equatable, Sendable {
  package var name: String
  package var aliases: [String]
  package var type: TypeID
  package var standard: Literal?

  package init(_ name: String, aliases: [String], type: TypeID, standard: Literal?) {
    self.name = name
    self.aliases = aliases
    self.type = type
    self.standard = standard
  }
}

/// A value as JSON says it, of no type yet.
package indirect enum Literal: Equatable, Sendable {
  case null
  case flag(Bool)
  /// As it was spelled.
  case number(String)
  case text(String)
  case list([Literal])
  case object([LiteralMember])

  package subscript(name: String) -> Literal? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
}

package struct LiteralMember: Equatable, Sendable {
  package var name: String
  package var value: Literal

  package init(_ name: String, _ value: Literal) {
    self.name = name
    self.value = value
  }
}
