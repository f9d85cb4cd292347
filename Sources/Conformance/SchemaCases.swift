import Documents
import Schemas

/// Cases of `avro_reader_writer`: whether and how data of one schema is read with another.
enum SchemaCases {
  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let read = try schema(reader, "reader")
    let written = try schema(reader, "writer")
    guard try reader.text("kind") != "decode" else { return try decode(reader, read, written) }
    let found: [Incompatibility]
    do throws(SchemaFault) {
      found = try SchemaCompatibility.check(reader: read, writer: written)
    } catch {
      throw reader.problem("\(error)")
    }
    return .members(
      [
        ("compatible", JSONNode(found.isEmpty)),
        ("reasons", JSONNode(found.map { JSONNode($0.kind.rawValue) })),
      ], expectedIn: reader.node)
  }

  private static func decode(
    _ reader: CaseReader, _ read: Schema, _ written: Schema
  ) throws(CaseProblem) -> CaseAnswer {
    guard let value = reader.node["value"], let expected = reader.node["expect"] else {
      throw reader.problem("value, expect: missing")
    }
    let resolution = SchemaResolution(reader: read, writer: written)
    guard let datum = try? resolution.read(Literal(value)) else {
      return .single("error", expected: expected)
    }
    return .single(JSONNode(datum), expected: expected)
  }

  static func schema(_ reader: CaseReader, _ key: String) throws(CaseProblem) -> Schema {
    guard let node = reader.node[key] else { throw reader.problem("\(key): missing") }
    do throws(SchemaProblem) {
      return try Schema(reading: node)
    } catch {
      throw reader.problem("\(key): \(error.description)")
    }
  }
}

/// Cases of `registry_modes`: whether a registry takes in another version of a subject.
enum RegistryCases {
  static func answer(
    _ reader: CaseReader, _ shared: CaseReader
  ) throws(CaseProblem) -> CaseAnswer {
    let name = try reader.text("mode")
    guard let mode = RegistryMode(rawValue: name.lowercased()) else {
      throw reader.problem("mode: unknown \"\(name)\"")
    }
    let versions = reader.member("versions") ?? shared.member("version schemas")
    var previous: [Schema] = []
    for version in try reader.list("previous") {
      previous.append(try schema(version.node, versions, reader))
    }
    guard let new = reader.node["new"], let expected = reader.node["ok"] else {
      throw reader.problem("new, ok: missing")
    }
    let offered = try schema(new, versions, reader)
    do throws(SchemaFault) {
      return .single(JSONNode(try mode.accepts(offered, after: previous)), expected: expected)
    } catch {
      throw reader.problem("\(error)")
    }
  }

  /// A version by its number, or a schema as it stands.
  private static func schema(
    _ node: JSONNode, _ versions: CaseReader?, _ reader: CaseReader
  ) throws(CaseProblem) -> Schema {
    let number = node.string ?? node.number?.text
    if let number, let versions, versions.has(number) {
      return try SchemaCases.schema(versions, number)
    }
    do throws(SchemaProblem) {
      return try Schema(reading: node)
    } catch {
      throw reader.problem("version \(number ?? "?"): \(error.description)")
    }
  }
}

extension JSONNode {
  fileprivate init(_ datum: Datum) {
    switch datum {
    case .null: self = .null
    case .flag(let flag): self.init(flag)
    case .int(let number): self.init(number)
    case .long(let number): self.init(number)
    case .float(let number): self.init(decimal: Double(number))
    case .double(let number): self.init(decimal: number)
    case .bytes(let bytes):
      self.init(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })))
    case .text(let text), .symbol(let text): self.init(text)
    case .list(let list): self.init(list.map { JSONNode($0) })
    case .members(let members):
      self.init(members: members.map { ($0.name, JSONNode($0.value)) })
    }
  }
}
