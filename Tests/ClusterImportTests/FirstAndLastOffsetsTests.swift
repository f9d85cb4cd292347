import ClusterImport
import Documents
import Testing

@Suite("First and last offsets")
struct FirstAndLastOffsetsTests {
  @Test(
    "are told apart by name, by kind, by the other file, or by their numbers",
    arguments: [
      ["earliest.txt", "latest.txt"], ["a.txt", "b.txt"], ["a-earliest", "b"], ["a", "b-latest"],
      ["earliest-offsets=a", "b"], ["a", "latest-offsets=b"], ["dir.latest/a", "dir.latest/b"],
    ])
  func areToldApart(names: [String]) throws {
    let result = Self.imported(names, ["t:0:5\n", "t:0:9\n"])
    #expect(result.diagnostics.map(\.description) == [])
    #expect(try Self.log(of: result) == [[5, 9]])
  }

  @Test func `are last offsets when there is one file`() throws {
    let result = Self.imported(["a"], ["t:0:5\n"])
    #expect(try Self.log(of: result) == [[0, 5]])
    #expect(result.assumed.contains { $0.contains("a has the last offsets") })
  }

  @Test func `stay open when two files cross`() {
    let result = Self.imported(["a", "b"], ["t:0:5\nt:1:9\n", "t:0:9\nt:1:5\n"])
    #expect(result.scenario == nil)
    #expect(
      result.diagnostics.first?.hint == "write earliest-offsets=a or latest-offsets=a")
  }

  @Test func `cannot be swapped`() {
    let result = Self.imported(["latest", "earliest"], ["t:0:5\n", "t:0:9\n"])
    #expect(
      result.diagnostics.map(\.message) == ["t 0 begins at 9 and ends at 5 by latest:1:5"])
  }

  @Test func `may be unknown to the tool`() throws {
    let result = Self.imported(["latest"], ["t:0:5\nt:1:\n"])
    #expect(result.diagnostics.map(\.description) == [])
    #expect(try Self.log(of: result) == [[0, 5]])
  }

  @Test func `are the largest of several files`() throws {
    let result = Self.imported(["1-latest", "2-latest"], ["t:0:5\n", "t:0:9\n"])
    #expect(try Self.log(of: result) == [[0, 9]])
    #expect(result.assumed.contains { $0.contains("they differ by up to 4 records (t)") })
  }

  private static func imported(_ names: [String], _ texts: [String]) -> ClusterImport {
    ClusterImport(
      zip(names, texts).map { name, text in
        let (kind, path) = ImportedFile.argument(name)
        return ImportedFile(.source, path: path, bytes: Array(text.utf8), kind: kind)
      })
  }

  private static func log(of result: ClusterImport) throws -> JSONNode? {
    try JSONNode(parsing: try #require(result.scenario))["topics"]?["t"]?["log"]
  }
}
