import Documents

/// What a file turns out to be.
enum DetectedKind: Equatable {
  case known(FileKind)
  /// Something recognised that an import does not read; what prints it.
  case unread(String)
  /// Nothing recognisable.
  case unknown
}

extension DetectedKind {
  /// Looks at the lines until one says what the file is. What tools log before their output is
  /// passed over.
  init(of bytes: [UInt8]) {
    var saysGroups = false
    for line in TextLines(bytes) where !line.isBlank {
      if line.begins(with: "Consumer group '") || line.begins(with: "Error: Consumer group '") {
        saysGroups = true
      } else if let kind = Self.kind(of: line, bytes) {
        self = kind
        return
      }
    }
    self = saysGroups ? .known(.groups) : .unknown
  }

  private static func kind(of line: TextLine, _ bytes: [UInt8]) -> DetectedKind? {
    if let kind = byBeginning.first(where: { line.begins(with: $0.0) })?.1 { return kind }
    if line.begins(with: "GROUP") || line.begins(with: "TOPIC") { return table(line) }
    if line.begins(with: "{") { return document(bytes) }
    if line.begins(with: "[\"") || line.contains("\t[\"") { return .known(.connectorOffsets) }
    if line.begins(with: "\"") && line.contains("\",") {
      return .unread("kafka-consumer-groups --export")
    }
    if line.isLogNoise { return nil }
    if OffsetsListing.Row(line) != nil { return .known(.offsets) }
    let key = JavaProperties.key(of: line.bytes)
    return key.contains("->") || key == "clusters" ? .known(.mirrorProperties) : nil
  }

  private static let byBeginning: [(String, DetectedKind)] = [
    ("Topic:", .known(.topics)),
    ("Dynamic configs for ", .known(.configs)), ("All configs for ", .known(.configs)),
    ("Default configs for ", .known(.configs)),
    ("Current ACLs for ", .unread("kafka-acls --list")),
    ("Querying brokers for log directories", .unread("kafka-log-dirs --describe")),
    ("{\"version\":1,\"brokers\"", .unread("kafka-log-dirs --describe")),
    ("# HELP ", .unread("metrics")), ("# TYPE ", .unread("metrics")),
    ("apiVersion:", .unread("a Kubernetes resource")),
  ]

  private static func table(_ header: TextLine) -> DetectedKind? {
    let columns = header.words.map { String(ascii: $0) }
    if columns.contains("CURRENT-OFFSET") { return .known(.groups) }
    if columns.contains("COORDINATOR") { return .known(.groupStates) }
    if columns.contains("NEW-OFFSET") {
      return .unread("kafka-consumer-groups --reset-offsets: a plan, not a fact")
    }
    return columns.contains("CONSUMER-ID")
      ? .unread("kafka-consumer-groups --describe --members") : nil
  }

  /// Whether a JSON document has the form of `GET /connectors/{name}/offsets`.
  private static func document(_ bytes: [UInt8]) -> DetectedKind {
    guard let root = JSONScanner.scan(bytes).root, root["offsets"] == nil else {
      return .known(.connectorOffsets)
    }
    return .unread("JSON without connector offsets")
  }
}
