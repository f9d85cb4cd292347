import Documents
import Foundation
import MigrationModel
import ScenarioFormat
import Testing

/// Every value of a scenario replaced by some kind of nonsense: all of it is reported or read, and
/// none of it stops the program.
@Suite("Scenarios changed at random places")
struct MutatedScenarioTests {
  private static let replacements: [JSONNode] = [
    .null, true, 0, -1, 9_223_372_036_854_775_807, JSONNode(.number(JSONNumber(spelled: "1e400"))),
    "", "x", "9999999999999d", "3650d", "0s", "1/7", "0.000000001/d", "all", "old", [], [[]],
    [0, 9_223_372_036_854_775_807], [5, 1], JSONNode(.object([])), ["choose": []],
    ["choose": [0, 99]], ["uniform": [0, 9_223_372_036_854_775_807]], ["exponential": 1_000_000],
    ["exponential": "3650d"], ["lognormal": ["median": "0s", "p99": "3650d"]],
    ["uniform": ["0/s", "900000000000/ns"]],
  ]

  /// With `MIGSIM_THOROUGH=1` each place meets all of them: five minutes in a debug build.
  private static let isThorough = ProcessInfo.processInfo.environment["MIGSIM_THOROUGH"] != nil

  @Test(
    "are read or refused, and never stop the program",
    arguments: ["Scenarios/quickstart.json", "Tests/ScenarioFormatTests/Sound/full.json"])
  func mutations(path: String) throws {
    let root = try JSONNode(parsing: TestFiles.bytes(path))
    var sound = 0
    for (row, place) in root.allPaths.enumerated() {
      // Each place meets one of them, neighbours different ones.
      let all = Self.replacements + [nil]
      let changes = Self.isThorough ? all : [all[row * 11 % all.count]]
      for replacement in changes {
        let changed = root.replacing(place[...], with: replacement)
        let file = ScenarioFile(
          CanonicalJSON.bytes(changed, layout: .compact), file: "changed.json")
        #expect(file.isValid == (file.scenario(seed: 1) != nil))
        #expect(file.diagnostics.isEmpty == file.report.text().isEmpty)
        if file.isValid { sound += 1 }
        // Whatever is an error of structure is an error.
        #expect(file.structuralDiagnostics.isEmpty || !file.isValid)
      }
    }
    #expect(sound > 0)
  }
}

extension JSONNode {
  /// The place of every value but the outermost one, as indices into objects and arrays.
  fileprivate var allPaths: [[Int]] {
    children.enumerated().flatMap { index, child in
      [[index]] + child.allPaths.map { [index] + $0 }
    }
  }

  private var children: [JSONNode] {
    switch value {
    case .object(let members): members.map(\.value)
    case .array(let elements): elements
    default: []
    }
  }

  /// The same with one value replaced, or taken away.
  fileprivate func replacing(_ place: ArraySlice<Int>, with node: JSONNode?) -> JSONNode {
    guard let index = place.first else { return node ?? self }
    let isLast = place.count == 1
    switch value {
    case .object(var members):
      if isLast, node == nil {
        members.remove(at: index)
      } else {
        members[index].value = members[index].value.replacing(place.dropFirst(), with: node)
      }
      return JSONNode(.object(members))
    case .array(var elements):
      if isLast, node == nil {
        elements.remove(at: index)
      } else {
        elements[index] = elements[index].replacing(place.dropFirst(), with: node)
      }
      return JSONNode(elements)
    default: return self
    }
  }
}
