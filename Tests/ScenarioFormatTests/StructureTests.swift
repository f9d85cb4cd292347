import Documents
import ScenarioFormat
import Testing

@Suite("Mistakes of structure")
struct StructureTests {
  private func structural(_ text: String) -> [String] {
    ScenarioFile(Array(text.utf8), file: "s.json").structuralDiagnostics.map {
      "\($0.path): \($0.message)"
    }
  }

  @Test func `are those that a schema knows`() {
    let text = """
      {
        "migsim": 1.0,
        "clusters": { "old": { "brokers": "three" } },
        "topics": { "t": { "partitions": 0, "recordBytes": "1 kB", "log": [1.0, 2e3] } },
        "groups": { "g": { "topic": "t" } }
      }
      """
    #expect(
      structural(text) == [
        "clusters.old.brokers: expected an integer from 1 to 64 or a list, found the text \"three\"",
        "topics.t.partitions: 0 is outside 1 to 100000",
        "topics.t.recordBytes: \"1 kB\" is not a size: it contains a blank",
        "groups.g: unknown key \"topic\" in a group; did you mean \"topics\"?",
      ])
  }

  @Test func `are not names, amounts that are too large, or meaning`() {
    let text = """
      {
        "migsim": 1,
        "clusters": { "old": { "config": { "log.segment.bytes": "1" } } },
        "topics": { "t": { "replicationFactor": 9, "keys": { "count": 5, "distribution": { "zipf": 1.234 } } } },
        "producers": { "p": { "topic": "u", "rate": { "uniform": ["9/s", "1/s"] }, "starts": "9999d" } },
        "plan": { "steps": [{ "name": "a-5s" }, { "name": "a-5s" }] },
        "faults": [{ "kind": "link-crash", "link": "x", "at": "FWD+1s", "for": "0.1ns" }]
      }
      """
    let file = ScenarioFile(Array(text.utf8), file: "s.json")
    #expect(file.structuralDiagnostics == [])
    #expect(!file.isValid)
  }
}
