/// Reads what was written with one schema by means of another.
///
/// ```swift
/// try SchemaResolution(reader: float, writer: int).read(.number("16777217"))  // 16777216.0
/// ```
///
/// Unlike the comparison of schemas, reading fails only for what a value really holds: a branch or
/// a symbol that was never written does no harm.
///
/// - Source: Apache Avro 1.12.1, `Resolver` and `Schema.applyAliases`.
package struct SchemaResolution: Sendable {
  private let reader: Schema
  private let writer: Schema
  /// The reader's names for what it knows by other names, too.
  private let renamed: [TypeName: TypeName]
  /// For each record of the reader by name: its fields by their aliases.
  private let fieldRenamed: [TypeName: [String: String]]

  package init(reader: Schema, writer: Schema) {
    self.reader = reader
    self.writer = writer
    var renamed: [TypeName: TypeName] = [:]
    var fieldRenamed: [TypeName: [String: String]] = [:]
    for type in reader.types {
      guard let naming = type.naming else { continue }
      for alias in naming.aliases { renamed[alias] = naming.name }
      for field in type.fields ?? [] {
        for alias in field.aliases { fieldRenamed[naming.name, default: [:]][alias] = field.name }
      }
    }
    self.renamed = renamed
    self.fieldRenamed = fieldRenamed
  }

  /// Returns the value that the reader gets for one that was written.
  package func read(_ written: Literal) throws(DatumFault) -> Datum {
    try read(written, reader.root, writer.root)
  }

  private func read(
    _ value: Literal, _ read: TypeID, _ written: TypeID
  ) throws(DatumFault) -> Datum {
    if let branches = writer[written].union {
      guard let branch = branches.first(where: { writer.holds(value, as: $0) }) else {
        throw .notOfType("union")
      }
      return try self.read(value, read, branch)
    }
    switch (reader[read], writer[written]) {
    case (.primitive(let one), .primitive(let other)): return try promote(value, one, other)
    case (.array(let items), .array(let others)): return try list(value, items, others)
    case (.map(let values), .map(let others)): return try map(value, values, others)
    case (.fixed(let naming, let size), .fixed(let other, let otherSize)):
      try checkNames(naming, other)
      guard size == otherSize else {
        throw .sizesDoNotMatch(reader: size, writer: otherSize)
      }
      return try fixed(value, size, written)
    case (.enumeration, .enumeration): return try symbol(value, read, written)
    case (.record, .record): return try record(value, read, written)
    case (.union(let branches), _):
      guard let branch = branch(of: branches, for: written) else {
        throw .noBranch(writer[written].name)
      }
      return try self.read(value, branch, written)
    default:
      throw .typesDoNotMatch(reader: reader[read].name, writer: writer[written].name)
    }
  }

  private func promote(
    _ value: Literal, _ read: SchemaType.Primitive, _ written: SchemaType.Primitive
  ) throws(DatumFault) -> Datum {
    guard let datum = Schema.datum(value, as: written) else { throw .notOfType(written.rawValue) }
    guard read != written else { return datum }
    switch (datum, read) {
    case (.int(let number), .long): return .long(Int64(number))
    case (.int(let number), .float): return .float(Float(number))
    case (.int(let number), .double): return .double(Double(number))
    case (.long(let number), .float): return .float(Float(number))
    case (.long(let number), .double): return .double(Double(number))
    case (.float(let number), .double): return .double(Double(number))
    case (.text(let text), .bytes): return .bytes(Array(text.utf8))
    case (.bytes(let bytes), .string): return .text(String(decoding: bytes, as: UTF8.self))
    default: throw .typesDoNotMatch(reader: read.rawValue, writer: written.rawValue)
    }
  }

  private func list(
    _ value: Literal, _ read: TypeID, _ written: TypeID
  ) throws(DatumFault) -> Datum {
    guard case .list(let elements) = value else { throw .notOfType("array") }
    var list: [Datum] = []
    for element in elements { list.append(try self.read(element, read, written)) }
    return .list(list)
  }

  private func map(
    _ value: Literal, _ read: TypeID, _ written: TypeID
  ) throws(DatumFault) -> Datum {
    guard case .object(let entries) = value else { throw .notOfType("map") }
    var members: [DatumMember] = []
    for entry in entries {
      members.append(DatumMember(entry.name, try self.read(entry.value, read, written)))
    }
    return .members(members)
  }

  private func fixed(
    _ value: Literal, _ size: Int64, _ written: TypeID
  ) throws(DatumFault) -> Datum {
    guard case .bytes(let bytes) = try writer.datum(value, as: written), bytes.count == size else {
      throw .notOfType("fixed")
    }
    return .bytes(bytes)
  }

  private func symbol(
    _ value: Literal, _ read: TypeID, _ written: TypeID
  ) throws(DatumFault) -> Datum {
    guard case .enumeration(let naming, let symbols, let standard) = reader[read],
      case .enumeration(let other, let all, _) = writer[written]
    else { throw .notOfType("enum") }
    try checkNames(naming, other)
    guard case .text(let symbol) = value, all.contains(symbol) else { throw .notOfType("enum") }
    guard let known = symbols.contains(symbol) ? symbol : standard else {
      throw .unknownSymbol(symbol)
    }
    return .symbol(known)
  }

  private func checkNames(_ naming: Naming, _ other: Naming) throws(DatumFault) {
    let name = renamed[other.name] ?? other.name
    guard name.short == naming.name.short else {
      throw .namesDoNotMatch(reader: naming.name.full, writer: other.name.full)
    }
  }
}

// MARK: - Records

extension SchemaResolution {
  /// Records match whatever they are called: that is looked at in comparing schemas, not in reading.
  private func record(
    _ value: Literal, _ read: TypeID, _ written: TypeID
  ) throws(DatumFault) -> Datum {
    guard case .object(let entries) = value, writer.holds(value, as: written) else {
      throw .notOfType("record")
    }
    let matches = matches(read, written)
    var members: [DatumMember] = []
    for (field, match) in zip(reader[read].fields ?? [], matches) {
      if let match {
        guard let entry = entries.first(where: { $0.name == match.name })?.value ?? match.standard
        else { throw .missingField(match.name) }
        members.append(DatumMember(field.name, try self.read(entry, field.type, match.type)))
      } else if let standard = field.standard {
        members.append(DatumMember(field.name, try reader.datum(standard, as: field.type)))
      } else {
        throw .missingField(field.name)
      }
    }
    return .members(members)
  }

  /// For each field of the reader's record the writer's, by name after the reader's aliases.
  private func matches(_ read: TypeID, _ written: TypeID) -> [SchemaField?] {
    guard case .record(let naming, let others) = writer[written],
      case .record(_, let fields) = reader[read]
    else { return [] }
    let aliases = fieldRenamed[renamed[naming.name] ?? naming.name] ?? [:]
    return fields.map { field in
      others.first { (aliases[$0.name] ?? $0.name) == field.name }
    }
  }
}

// MARK: - Unions of the reader

extension SchemaResolution {
  /// The branch that reads a type: the same type and full name; else a record of the same make,
  /// best of the same short name; else the first that can take the value over.
  private func branch(of branches: [TypeID], for written: TypeID) -> TypeID? {
    let type = writer[written]
    var alike: TypeID?
    for branch in branches where reader[branch].name == type.name {
      guard let naming = reader[branch].naming, let other = type.naming else { return branch }
      let name = renamed[other.name] ?? other.name
      if name == naming.name { return branch }
      if case .record = type, !isRecordAtOdds(branch, written),
        alike == nil || name.short == naming.name.short
      {
        alike = branch
      }
    }
    if let alike { return alike }
    guard case .primitive(let other) = type else { return nil }
    return branches.first { branch in
      guard case .primitive(let one) = reader[branch] else { return false }
      return one.reads(other)
    }
  }

  /// Whether a record lacks what the reader needs, or one of its fields cannot be read at all.
  private func isRecordAtOdds(_ read: TypeID, _ written: TypeID) -> Bool {
    zip(reader[read].fields ?? [], matches(read, written)).contains { field, match in
      guard let match else { return field.standard == nil }
      return isAtOdds(field.type, match.type)
    }
  }

  /// Whether nothing of one type can be read as another, looking no deeper than their kinds.
  private func isAtOdds(_ read: TypeID, _ written: TypeID) -> Bool {
    switch (reader[read], writer[written]) {
    case (_, .union), (.array, .array), (.map, .map): return false
    case (.primitive(let one), .primitive(let other)): return !one.reads(other)
    case (.fixed(let naming, let size), .fixed(let other, let otherSize)):
      return (renamed[other.name] ?? other.name).short != naming.name.short || size != otherSize
    case (.enumeration(let naming, _, _), .enumeration(let other, _, _)):
      return (renamed[other.name] ?? other.name).short != naming.name.short
    case (.record(_, let fields), .record):
      return zip(fields, matches(read, written)).contains { $0.standard == nil && $1 == nil }
    case (.union, .record):
      // Taken to fit, for a record may hold itself: whether it does shows when it is read.
      return false
    case (.union(let branches), _): return branch(of: branches, for: written) == nil
    default: return true
    }
  }
}
