import Documents
import Measurement
import ScenarioFormat
import Testing

@Suite("What real clusters did")
struct RealityTests {
  static let folder = "Scenarios/reality"
  static let scenarios = (try? Repository.list(folder)) ?? []
  static let measured = (try? Repository.list(folder + "/measured")) ?? []

  @Test("is in files without a mistake", arguments: measured)
  func measuredFile(name: String) throws {
    let file = MeasuredFile(try Repository.bytes("\(Self.folder)/measured/\(name)"), file: name)
    #expect(file.isValid, "\(file.report.text())")
    #expect(file.id + ".json" == name)
  }

  @Test("has scenarios that every sample's values fit into", arguments: scenarios)
  func scenario(name: String) throws {
    let scenario = ScenarioFile(try Repository.bytes("\(Self.folder)/\(name)"), file: name)
    #expect(scenario.isValid, "\(scenario.report.text())")
    let binding = try #require(scenario.measured)
    let id = try #require(binding.file)
    let file = MeasuredFile(
      try Repository.bytes("\(Self.folder)/measured/\(id).json"), file: id)
    for bound in binding.groups {
      let group = try #require(file.groups.first { $0.label == bound.label })
      _ = try GroupTrial(group, scenario, binding)
      let known = Set(group.metrics.map(\.name))
      #expect(binding.metrics.allSatisfy { known.contains($0.name) })
      let drawn = Set(group.drawnNames)
      #expect(binding.drawn.allSatisfy { drawn.contains($0.name) || $0.name.contains("/") })
      if binding.groups.count == 1 { #expect(name == "\(id).\(group.fileLabels[0]).json") }
    }
  }
}
