import ClusterImport
import Documents
import Testing

/// The same estate, printed otherwise: nothing that follows from the files may change.
@Suite("The same estate, printed otherwise")
struct VariedFilesTests {
  /// Ways in which the same output reaches us.
  enum Way: String, CaseIterable {
    case lineEndsOfWindows, byteOrderMark, blanksAtEnds, noLastLineEnd, warningsBefore

    func applied(to text: String) -> String {
      switch self {
      case .lineEndsOfWindows: text.replacing("\n", with: "\r\n")
      case .byteOrderMark: "\u{FEFF}" + text
      case .blanksAtEnds: text.replacing("\n", with: " \t\n")
      case .noLastLineEnd: String(text.reversed().drop { $0 == "\n" }.reversed())
      case .warningsBefore:
        "OpenJDK 64-Bit Server VM warning: options differ\n[2025-11-20 10:00:00,1] WARN x\n" + text
      }
    }
  }

  @Test("is the same", arguments: Way.allCases)
  func isTheSame(way: Way) throws {
    // Neither JSON nor properties have warnings before them.
    let names = (Samples.source + Samples.target).map { name in
      (name, { (text: String) in way.applied(to: text) })
    }
    try Self.expectSame(Dictionary(uniqueKeysWithValues: names))
  }

  @Test func `is the same with tabs turned into blanks`() throws {
    let change: (String) -> String = { $0.replacing("\t", with: "   ") }
    try Self.expectSame([
      "kafka-topics-describe.source.txt": change, "kafka-topics-describe.target.txt": change,
    ])
  }

  @Test func `is the same with wider columns and a column more`() throws {
    let change: (String) -> String = { text in
      text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        var words = line.split(separator: " ").map(String.init)
        guard words.count > 6, words[0] != "Consumer" else { return String(line) }
        words.insert(words[0] == "GROUP" ? "LEADER-EPOCH" : "17", at: 3)
        return words.joined(separator: "       ")
      }.joined(separator: "\n")
    }
    try Self.expectSame([
      "kafka-consumer-groups-describe.source.txt": change,
      "kafka-consumer-groups-describe.target.txt": change,
    ])
  }

  @Test func `is the same with properties written otherwise`() throws {
    try Self.expectSame([
      Samples.properties: { text in
        text.replacing("clusters = onprem, atlas", with: "clusters:onprem,\\\n    atlas")
          .replacing(" = ", with: "=").replacing("#", with: "!")
          .replacing("\n", with: "\r\n")
      }
    ])
  }

  @Test func `is the same with connector offsets as records of their topic`() throws {
    try Self.expectSame([
      Samples.connectorOffsets: { _ in
        let last = [1_893_199, 1_884_491, 1_902_183, 1_865_990, 1_890_329, 1_879_926]
        let old = #"["MirrorSourceConnector",{"cluster":"onprem","partition":0,"topic":"orders"}]"#
        let lines = last.enumerated().map { number, offset in
          #"["MirrorSourceConnector",{"cluster":"onprem","partition":\#(number),"topic":"orders"}]"#
            + "\t" + #"{"offset":\#(offset)}"#
        }
        return ([old + "\t{\"offset\":7}"] + lines + ["Processed a total of 7 messages"])
          .joined(separator: "\n")
      }
    ])
  }

  @Test func `does not depend on the order of files`() throws {
    let result = ClusterImport(try Samples.files())
    let reversed = ClusterImport(try Samples.files().reversed())
    #expect(result.scenario == reversed.scenario)
  }

  private static func expectSame(_ changes: [String: (String) -> String]) throws {
    let plain = ClusterImport(try Samples.files())
    let varied = ClusterImport(try Samples.files(changing: changes))
    #expect(varied.diagnostics.map(\.description) == [])
    #expect(varied.findings.map(\.text) == plain.findings.map(\.text))
    #expect(varied.assumed == plain.assumed)
    #expect(varied.ignored.map(\.what) == plain.ignored.map(\.what))
    #expect(varied.scenario == plain.scenario)
  }
}
