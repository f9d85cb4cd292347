import Documents

extension Schema {
  /// Takes a schema as JSON says it.
  ///
  /// What Avro refuses is refused: names that are none, types that are unknown or defined twice,
  /// unions in unions or with two branches that could not be told apart, defaults that are no
  /// values of their type. A type may be named before it is defined.
  ///
  /// - Source: Apache Avro 1.12 specification, "Schema Declaration"; `Schema.Parser` of 1.12.1.
  package init(reading node: JSONNode) throws(SchemaProblem) {
    var reader = SchemaReader()
    let root = try reader.read(node, in: "")
    self = try reader.schema(root)
  }
}

extension Literal {
  package init(_ node: JSONNode) {
    switch node.value {
    case .null: self = .null
    case .bool(let flag): self = .flag(flag)
    case .number(let number): self = .number(number.text)
    case .string(let text): self = .text(text)
    case .array(let elements): self = .list(elements.map { Literal($0) })
    case .object(let members):
      self = .object(members.map { LiteralMember($0.key, Literal($0.value)) })
    }
  }
}

/// Fills a table of types. A name that is not defined yet gets a row that is taken out at the end.
private struct SchemaReader {
  /// More types than any schema in use has.
  static let limit = 5_000

  private var types: [SchemaType] = []
  private var places: [SourcePlace] = []
  private var defined: [TypeName: TypeID] = [:]
  private var promised: [(row: TypeID, names: [TypeName])] = []
  private var defaults: [(type: TypeID, value: Literal, place: SourcePlace)] = []

  mutating func read(_ node: JSONNode, in space: String) throws(SchemaProblem) -> TypeID {
    switch node.value {
    case .string(let name): try named(name, in: space, node.place)
    case .array(let branches): try union(branches, in: space, node.place)
    case .object: try complex(node, in: space)
    case .null, .bool, .number:
      throw SchemaProblem("expected a schema: a name, a list or an object", at: node.place)
    }
  }

  private mutating func add(_ type: SchemaType, _ place: SourcePlace) throws(SchemaProblem)
    -> TypeID
  {
    guard types.count < Self.limit else {
      throw SchemaProblem("more than \(Self.limit) types", at: place)
    }
    types.append(type)
    places.append(place)
    return TypeID(types.count - 1)
  }

  private mutating func named(
    _ name: String, in space: String, _ place: SourcePlace
  ) throws(SchemaProblem) -> TypeID {
    if let primitive = SchemaType.Primitive(rawValue: name) {
      return try add(.primitive(primitive), place)
    }
    // A name without dots is looked for in its namespace, then in none.
    let names = [TypeName(name, in: space), TypeName(name, in: "")]
    if let known = lookUp(names) { return known }
    let row = try add(.union([]), place)
    promised.append((row, names))
    return row
  }

  private func lookUp(_ names: [TypeName]) -> TypeID? {
    for name in names { if let known = defined[name] { return known } }
    return nil
  }

  private mutating func union(
    _ branches: [JSONNode], in space: String, _ place: SourcePlace
  ) throws(SchemaProblem) -> TypeID {
    var ids: [TypeID] = []
    for branch in branches { ids.append(try read(branch, in: space)) }
    return try add(.union(ids), place)
  }

  private mutating func complex(
    _ node: JSONNode, in space: String
  ) throws(SchemaProblem) -> TypeID {
    guard let type = node["type"] else {
      throw SchemaProblem("a type of its own needs \"type\"", at: node.place)
    }
    switch type.string {
    case "array": return try add(.array(try part("items", of: node, in: space)), node.place)
    case "map": return try add(.map(try part("values", of: node, in: space)), node.place)
    case "fixed": return try fixed(node, in: space)
    case "enum": return try enumeration(node, in: space)
    case "record", "error": return try record(node, in: space)
    default: return try read(type, in: space)
    }
  }

  private mutating func part(
    _ key: String, of node: JSONNode, in space: String
  ) throws(SchemaProblem) -> TypeID {
    guard let part = node[key] else { throw SchemaProblem("\"\(key)\" is missing", at: node.place) }
    return try read(part, in: space)
  }
}

// MARK: - Types with names

extension SchemaReader {
  private mutating func define(
    _ node: JSONNode, in space: String
  ) throws(SchemaProblem) -> (TypeID, Naming) {
    guard let text = node["name"]?.string else {
      throw SchemaProblem("\"name\" is missing", at: node.place)
    }
    let name = TypeName(text, in: node["namespace"]?.string ?? space)
    let parts = name.full.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ Self.isName(String($0)) }),
      SchemaType.Primitive(rawValue: name.full) == nil
    else { throw SchemaProblem("\"\(text)\" is no name for a type", at: node.place) }
    guard defined[name] == nil else {
      throw SchemaProblem("\"\(name.full)\" is defined twice", at: node.place)
    }
    let aliases = try texts("aliases", of: node).map { TypeName($0, in: name.space) }
    // The row stands before its content, for the content may name it.
    let row = try add(.union([]), node.place)
    defined[name] = row
    return (row, Naming(name, aliases: aliases))
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.first, first.isLetter || first == "_" else { return false }
    return text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }

  private func texts(_ key: String, of node: JSONNode) throws(SchemaProblem) -> [String] {
    guard let list = node[key] else { return [] }
    let texts = list.array?.compactMap(\.string)
    guard let texts, texts.count == list.array?.count else {
      throw SchemaProblem("\"\(key)\" must be a list of texts", at: list.place)
    }
    return texts
  }

  private mutating func fixed(
    _ node: JSONNode, in space: String
  ) throws(SchemaProblem) -> TypeID {
    let (row, naming) = try define(node, in: space)
    guard let size = node["size"]?.number?.integer, (0...Int64(Int32.max)).contains(size) else {
      throw SchemaProblem("\"size\" must be a number of bytes", at: node.place)
    }
    types[row.row] = .fixed(naming, size: size)
    return row
  }

  private mutating func enumeration(
    _ node: JSONNode, in space: String
  ) throws(SchemaProblem) -> TypeID {
    let (row, naming) = try define(node, in: space)
    guard node["symbols"] != nil else {
      throw SchemaProblem("\"symbols\" is missing", at: node.place)
    }
    let symbols = try texts("symbols", of: node)
    guard Set(symbols).count == symbols.count, symbols.allSatisfy(Self.isName) else {
      throw SchemaProblem("\"symbols\" must be names, each once", at: node.place)
    }
    let standard = node["default"]?.string
    if let standard, !symbols.contains(standard) {
      throw SchemaProblem("the default \"\(standard)\" is none of the symbols", at: node.place)
    }
    types[row.row] = .enumeration(naming, symbols: symbols, standard: standard)
    return row
  }

  private mutating func record(
    _ node: JSONNode, in space: String
  ) throws(SchemaProblem) -> TypeID {
    let (row, naming) = try define(node, in: space)
    guard let list = node["fields"]?.array else {
      throw SchemaProblem("\"fields\" must be a list", at: node.place)
    }
    var fields: [SchemaField] = []
    var names = Set<String>()
    for element in list {
      let field = try self.field(element, in: naming.name.space)
      guard names.insert(field.name).inserted else {
        throw SchemaProblem("field \"\(field.name)\" stands there twice", at: element.place)
      }
      fields.append(field)
    }
    types[row.row] = .record(naming, fields)
    return row
  }

  private mutating func field(
    _ node: JSONNode, in space: String
  ) throws(SchemaProblem) -> SchemaField {
    guard let name = node["name"]?.string, Self.isName(name) else {
      throw SchemaProblem("a field needs a \"name\"", at: node.place)
    }
    let type = try part("type", of: node, in: space)
    let standard = node["default"].map { Literal($0) }
    if let standard { defaults.append((type, standard, node.place)) }
    return SchemaField(
      name, aliases: try texts("aliases", of: node), type: type, standard: standard)
  }
}

// MARK: - Putting it together

extension SchemaReader {
  mutating func schema(_ root: TypeID) throws(SchemaProblem) -> Schema {
    var rows: [TypeID: TypeID] = [:]
    for (row, names) in promised {
      guard let known = lookUp(names) else {
        throw SchemaProblem("type \"\(names[0].full)\" is not defined", at: places[row.row])
      }
      rows[row] = known
    }
    let resolved = types.map { $0.replacing(rows) }
    let schema = Schema(resolved, root: rows[root] ?? root)
    for (row, type) in resolved.enumerated() { try checkUnion(type, of: schema, places[row]) }
    for entry in defaults where !schema.holds(entry.value, as: rows[entry.type] ?? entry.type) {
      throw SchemaProblem("the default is no value of its type", at: entry.place)
    }
    return schema
  }

  private func checkUnion(
    _ type: SchemaType, of schema: Schema, _ place: SourcePlace
  ) throws(SchemaProblem) {
    var seen = Set<String>()
    for branch in type.union ?? [] {
      let type = schema[branch]
      guard type.union == nil else { throw SchemaProblem("a union within a union", at: place) }
      let name = type.naming?.name.full ?? type.name
      guard seen.insert(name).inserted else {
        throw SchemaProblem("two branches of a union are \"\(name)\"", at: place)
      }
    }
  }
}

extension SchemaType {
  /// The same type with other rows for those that it refers to.
  fileprivate func replacing(_ rows: [TypeID: TypeID]) -> SchemaType {
    switch self {
    case .array(let items): .array(rows[items] ?? items)
    case .map(let values): .map(rows[values] ?? values)
    case .union(let branches): .union(branches.map { rows[$0] ?? $0 })
    case .record(let naming, let fields):
      .record(
        naming,
        fields.map { field in
          var field = field
          field.type = rows[field.type] ?? field.type
          return field
        })
    case .primitive, .fixed, .enumeration: self
    }
  }
}
