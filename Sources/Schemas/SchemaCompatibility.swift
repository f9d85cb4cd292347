/// Why something written with one schema cannot be read with another.
package struct Incompatibility: Equatable, Sendable {
  package enum Kind: String, Equatable, Sendable {
    case nameMismatch = "name_mismatch"
    case fixedSizeMismatch = "fixed_size_mismatch"
    case missingEnumSymbols = "missing_enum_symbols"
    case missingDefault = "reader_field_missing_default_value"
    case typeMismatch = "type_mismatch"
    case missingUnionBranch = "missing_union_branch"
  }

  package var kind: Kind
  /// Where in the reader's schema, such as `/fields/2/type/items`.
  package var path: String
}

/// Why two schemas cannot be compared.
package enum SchemaFault: Error, Equatable, Sendable {
  /// A field of the reader is, by name and alias, more than one of the writer's.
  case ambiguousField(String)
  /// Types lie within types more than a thousand deep.
  case tooDeep
}

/// Whether whatever is written with `writer` can be read with `reader`, judged by the schemas alone.
///
/// Names are compared without their namespace, or a reader's alias with the writer's full name.
/// Where types refer to themselves, what is being compared already counts as compatible.
///
/// - Source: Apache Avro 1.12.1, `SchemaCompatibility.ReaderWriterCompatibilityChecker`.
package struct SchemaCompatibility: Sendable {
  private let reader: Schema
  private let writer: Schema
  private var known: [Pair: [Incompatibility]] = [:]
  private var depth = 0

  /// Beyond so many findings there is no news in another one.
  static let limit = 1_000
  static let maxDepth = 1_000

  private struct Pair: Hashable {
    var reader: TypeID
    var writer: TypeID
  }

  /// Returns what is wrong, in the order of the reader's fields; empty when all can be read.
  package static func check(
    reader: Schema, writer: Schema
  ) throws(SchemaFault) -> [Incompatibility] {
    var checker = SchemaCompatibility(reader: reader, writer: writer)
    return try checker.compare(reader.root, writer.root, at: "")
  }

  private init(reader: Schema, writer: Schema) {
    self.reader = reader
    self.writer = writer
  }

  private mutating func compare(
    _ read: TypeID, _ written: TypeID, at path: String
  ) throws(SchemaFault) -> [Incompatibility] {
    let pair = Pair(reader: read, writer: written)
    if let found = known[pair] { return found }
    guard depth < Self.maxDepth else { throw .tooDeep }
    // Found again while it is being compared, a pair breaks no promise of its own.
    known[pair] = []
    depth += 1
    var found = try differences(read, written, at: path)
    depth -= 1
    if found.count > Self.limit { found.removeSubrange(Self.limit...) }
    known[pair] = found
    return found
  }

  private mutating func differences(
    _ read: TypeID, _ written: TypeID, at path: String
  ) throws(SchemaFault) -> [Incompatibility] {
    switch (reader[read], writer[written]) {
    case (.primitive(let one), .primitive(let other)):
      return one.reads(other) ? [] : [Incompatibility(kind: .typeMismatch, path: path)]
    case (.array(let items), .array(let others)):
      return try compare(items, others, at: path + "/items")
    case (.map(let values), .map(let others)):
      return try compare(values, others, at: path + "/values")
    case (.fixed(let naming, let size), .fixed(let other, let otherSize)):
      return names(naming, other, path)
        + (size == otherSize
          ? [] : [Incompatibility(kind: .fixedSizeMismatch, path: path + "/size")])
    case (.enumeration(let naming, let symbols, let standard), .enumeration(let other, let all, _)):
      return names(naming, other, path) + self.symbols(symbols, standard, all, path)
    case (.record(let naming, let fields), .record(let other, let others)):
      let mismatch = names(naming, other, path)
      return try mismatch + self.fields(fields, of: written, others, at: path + "/fields")
    case (.union, .union(let branches)):
      return try branchesOfBoth(read, branches, path)
    case (_, .union(let branches)):
      var found: [Incompatibility] = []
      for branch in branches where found.count <= Self.limit {
        found += try compare(read, branch, at: path)
      }
      return found
    case (.union(let branches), _):
      for branch in branches where try compare(branch, written, at: path).isEmpty { return [] }
      return [Incompatibility(kind: .missingUnionBranch, path: path)]
    default:
      return [Incompatibility(kind: .typeMismatch, path: path)]
    }
  }

  /// Each branch that may be written must be readable.
  private mutating func branchesOfBoth(
    _ read: TypeID, _ branches: [TypeID], _ path: String
  ) throws(SchemaFault) -> [Incompatibility] {
    var found: [Incompatibility] = []
    for (place, branch) in branches.enumerated()
    where try !compare(read, branch, at: "\(path)/\(place)").isEmpty {
      found.append(Incompatibility(kind: .missingUnionBranch, path: "\(path)/\(place)"))
    }
    return found
  }

  private func names(_ naming: Naming, _ other: Naming, _ path: String) -> [Incompatibility] {
    naming.name.short == other.name.short || naming.aliases.contains(other.name)
      ? [] : [Incompatibility(kind: .nameMismatch, path: path + "/name")]
  }

  private func symbols(
    _ symbols: [String], _ standard: String?, _ written: [String], _ path: String
  ) -> [Incompatibility] {
    standard != nil || Set(written).isSubset(of: symbols)
      ? [] : [Incompatibility(kind: .missingEnumSymbols, path: path + "/symbols")]
  }

  private mutating func fields(
    _ fields: [SchemaField], of record: TypeID, _ others: [SchemaField], at path: String
  ) throws(SchemaFault) -> [Incompatibility] {
    var found: [Incompatibility] = []
    for (place, field) in fields.enumerated() where found.count <= Self.limit {
      let here = "\(path)/\(place)"
      if let other = try Self.written(field, among: others) {
        found += try compare(field.type, other.type, at: here + "/type")
      } else if field.standard == nil {
        // An enum's own default is for symbols, and a whole record is none of them.
        if case .enumeration(_, _, _?) = reader[field.type] {
          found += try compare(field.type, record, at: here + "/type")
        } else {
          found.append(Incompatibility(kind: .missingDefault, path: here))
        }
      }
    }
    return found
  }

  /// The writer's field that has a reader's name or one of its aliases.
  private static func written(
    _ field: SchemaField, among others: [SchemaField]
  ) throws(SchemaFault) -> SchemaField? {
    let found = ([field.name] + field.aliases).compactMap { name in
      others.first { $0.name == name }
    }
    guard found.count <= 1 else { throw .ambiguousField(field.name) }
    return found.first
  }
}

extension SchemaType.Primitive {
  /// Whether a value of `written` can be taken for one of this type.
  ///
  /// - Source: Apache Avro 1.12 specification, "Schema Resolution".
  func reads(_ written: Self) -> Bool {
    if self == written { return true }
    return switch self {
    case .long: written == .int
    case .float: written == .int || written == .long
    case .double: written == .int || written == .long || written == .float
    case .bytes: written == .string
    case .string: written == .bytes
    case .null, .boolean, .int: false
    }
  }
}
