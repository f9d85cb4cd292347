import ClusterImport
import Foundation
import Testing

/// The files of a fictional shop that moves from `onprem` to `atlas`.
enum Samples {
  static func bytes(_ name: String) throws -> [UInt8] {
    let url = try #require(Bundle.module.url(forResource: "Samples", withExtension: nil))
    return Array(try Data(contentsOf: url.appending(path: name)))
  }

  static func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  static func file(_ role: ImportedFile.Role, _ name: String) throws -> ImportedFile {
    ImportedFile(role, path: name, bytes: try bytes(name))
  }

  static let properties = "connect-mirror-maker.properties"
  static let connectorOffsets = "connect-offsets.mirror-source.json"
  static let source = [
    "kafka-topics-describe.source.txt", "kafka-consumer-groups-describe.source.txt",
    "kafka-consumer-groups-state.source.txt", "kafka-get-offsets.source.earliest.txt",
    "kafka-get-offsets.source.latest.txt", "kafka-configs-describe.brokers.source.txt",
    "kafka-configs-describe.topics.source.txt",
  ]
  static let target = [
    "kafka-topics-describe.target.txt", "kafka-consumer-groups-describe.target.txt",
    "kafka-get-offsets.target.earliest.txt", "kafka-get-offsets.target.latest.txt",
  ]

  /// Every file that an import reads, but for those named, each changed as told.
  static func files(
    without left: Set<String> = [], changing: [String: (String) -> String] = [:]
  ) throws -> [ImportedFile] {
    let named =
      source.map { ($0, ImportedFile.Role.source) } + target.map { ($0, .target) }
      + [properties, connectorOffsets].map { ($0, .mirror) }
    return try named.filter { !left.contains($0.0) }.map { name, role in
      guard let change = changing[name] else { return try file(role, name) }
      return ImportedFile(role, path: name, bytes: Array(change(try text(name)).utf8))
    }
  }
}
