import Documents
import Foundation
import MigrationModel
import ScenarioFormat
import Testing

/// The scenarios of the catalogue, and the catalogue's own words beside these tests.
enum IncidentFiles {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  private static let scenarios =
    tests.deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Scenarios/incidents")

  /// Incidents whose block is here, in order.
  static let ids = names(in: tests.appendingPathComponent("Catalogue"), ending: ".yaml")
  /// Every scenario file, incidents and controls, in order.
  static let scenarioNames = names(in: scenarios, ending: ".json")

  /// Those that are run here: in a debug build, which is ten times slower, the incidents without their
  /// controls. `.ci/promises` runs them all.
  static var rehearsed: [String] {
    #if DEBUG
      scenarioNames.filter { !$0.contains(".control-") }
    #else
      scenarioNames
    #endif
  }

  static func controls(of id: String) -> [String] {
    scenarioNames.filter { $0.hasPrefix("\(id).control-") }
  }

  static func block(_ id: String) throws -> CatalogueBlock {
    let file = tests.appendingPathComponent("Catalogue/\(id).yaml")
    return CatalogueBlock(String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }

  static func scenario(_ name: String) throws -> Scenario {
    let bytes = try Data(contentsOf: scenarios.appendingPathComponent("\(name).json"))
    let file = ScenarioFile(Array(bytes), file: "\(name).json")
    return try #require(
      file.scenario(), "\(file.diagnostics.map(\.description).joined(separator: "\n"))")
  }

  private static func names(in folder: URL, ending: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
  }
}
