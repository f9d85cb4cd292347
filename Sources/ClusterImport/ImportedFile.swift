/// One file that a user has, and whose it is.
package struct ImportedFile: Sendable {
  /// Whose the file is. No file says by itself which cluster it was taken from.
  package enum Role: Sendable {
    case source, target
    /// Of the mirror between the two.
    case mirror
  }

  package let role: Role
  /// Its name, for messages.
  package let path: String
  package let bytes: [UInt8]
  /// What it is, if the user says so; its content decides otherwise.
  package let kind: FileKind?

  package init(_ role: Role, path: String, bytes: [UInt8], kind: FileKind? = nil) {
    self.role = role
    self.path = path
    self.bytes = bytes
    self.kind = kind
  }

  /// Files above this are refused before they are read: the description of 5,000 topics with 12
  /// partitions each has 7 MB.
  package static let sizeLimit = 64 << 20

  /// Reads an argument of the command line: a path, or a kind and a path such as
  /// `earliest-offsets=ends.txt`.
  package static func argument(_ text: String) -> (kind: FileKind?, path: String) {
    let parts = text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let kind = FileKind(rawValue: String(parts[0])) else {
      return (nil, text)
    }
    return (kind, String(parts[1]))
  }
}

/// What a file can be. The word is what the command line takes to say so.
package enum FileKind: String, CaseIterable, Sendable {
  case topics = "topics"
  case groups = "groups"
  case groupStates = "group-states"
  /// Whether they are first or last offsets is to be found out.
  case offsets = "offsets"
  case earliestOffsets = "earliest-offsets"
  case latestOffsets = "latest-offsets"
  case configs = "configs"
  case mirrorProperties = "mirror-properties"
  case connectorOffsets = "connector-offsets"

  /// What prints or holds it.
  package var origin: String {
    switch self {
    case .topics: "kafka-topics --describe"
    case .groups: "kafka-consumer-groups --describe"
    case .groupStates: "kafka-consumer-groups --describe --state"
    case .offsets: "kafka-get-offsets"
    case .earliestOffsets: "kafka-get-offsets --time earliest"
    case .latestOffsets: "kafka-get-offsets --time latest"
    case .configs: "kafka-configs --describe"
    case .mirrorProperties: "connect-mirror-maker.properties"
    case .connectorOffsets: "the mirror source's connector offsets"
    }
  }

  /// Whether it tells of one cluster and nothing says of which.
  var needsCluster: Bool { self != .mirrorProperties && self != .connectorOffsets }
}
