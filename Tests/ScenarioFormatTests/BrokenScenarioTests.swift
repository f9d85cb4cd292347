import Documents
import Foundation
import ScenarioFormat
import Testing

/// Files with mistakes, and beside each what is said about it, to the letter.
///
/// With `MIGSIM_WRITE_EXPECTED=1` in the environment the texts are written instead of compared.
@Suite("Scenarios with mistakes")
struct BrokenScenarioTests {
  static let folder = "Tests/ScenarioFormatTests/Broken"
  static let files = (try? TestFiles.list(folder, ending: ".json")) ?? []

  @Test func `are forty at least`() { #expect(Self.files.count >= 40) }

  @Test("say what is wrong, where, and the way out", arguments: files)
  func messages(path: String) throws {
    let name = String(path.split(separator: "/").last ?? "")
    let file = ScenarioFile(try TestFiles.bytes(path), file: name)
    let expected = path.replacingOccurrences(of: ".json", with: ".expected")
    if ProcessInfo.processInfo.environment["MIGSIM_WRITE_EXPECTED"] != nil {
      try file.report.text().write(
        to: TestFiles.root.appendingPathComponent(expected), atomically: true, encoding: .utf8)
    }
    #expect(try file.report.text() == TestFiles.text(expected))
    #expect(!file.diagnostics.isEmpty)
    #expect(file.isValid == (file.scenario() != nil))
  }

  @Test func `are refused at once when they are too large`() {
    let topics = (0...5000).map { "\"t\($0)\": {}" }.joined(separator: ", ")
    let text = "{ \"migsim\": 1, \"clusters\": { \"a\": {} }, \"topics\": { \(topics) } }"
    let file = ScenarioFile(Array(text.utf8), file: "large.json")
    #expect(
      file.diagnostics.map(\.message) == ["5001 topics are too many; the limit is 5000"])
  }
}
