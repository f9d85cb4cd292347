import ClusterImport
import Documents
import Testing

/// Files that were cut, doubled and scribbled on: an import says what is wrong, or makes a scenario
/// that the format takes. It never stops.
@Suite("Files that were damaged")
struct MutatedFilesTests {
  /// Changes of each file.
  static let changes = 5

  @Test("are refused, or give a scenario that is taken", arguments: PartialFilesTests.all)
  func survives(name: String) throws {
    let files = try Samples.files()
    let row = try #require(files.firstIndex { $0.path == name })
    var random = Scribbler(seed: UInt64(row) + 1)
    for _ in 0..<Self.changes {
      var changed = files
      let old = files[row]
      changed[row] = ImportedFile(
        old.role, path: old.path, bytes: random.scribbled(on: old.bytes))
      let result = ClusterImport(changed)
      #expect(result.hasErrors == (result.scenario == nil))
      let text = String(decoding: changed[row].bytes, as: UTF8.self)
      #expect(
        !result.diagnostics.contains { $0.message.hasPrefix("no scenario can be made") },
        "\(result.diagnostics.map(\.description)) of \(text)")
    }
  }

  @Test("are refused at once when they are of another kind", arguments: FileKind.allCases)
  func refuses(kind: FileKind) throws {
    for name in PartialFilesTests.all {
      let file = ImportedFile(.source, path: name, bytes: try Samples.bytes(name), kind: kind)
      let result = ClusterImport([file])
      #expect(result.hasErrors == (result.scenario == nil))
    }
  }

  @Test func `are refused when they hold anything at all`() throws {
    var random = Scribbler(seed: 99)
    for kind in FileKind.allCases {
      let bytes = (0..<2000).map { _ in UInt8(random.next(below: 256)) }
      let result = ClusterImport([ImportedFile(.source, path: "x", bytes: bytes, kind: kind)])
      #expect(result.hasErrors == (result.scenario == nil))
    }
  }
}

/// Damages bytes, the same way for the same seed.
struct Scribbler {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next(below bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }

  mutating func scribbled(on bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...next(below: 3) {
      let place = next(below: bytes.count)
      switch next(below: 7) {
      case 0: bytes = Array(bytes.prefix(place))
      case 1: bytes[place] = UInt8(next(below: 256))
      case 2: bytes.remove(at: place)
      case 3: bytes.insert(contentsOf: bytes.prefix(place), at: place)
      case 4: bytes.insert(contentsOf: Array("99999999999999999999".utf8), at: place)
      case 5: bytes.insert(contentsOf: Self.pieces[next(below: Self.pieces.count)], at: place)
      default: removeLine(at: place, in: &bytes)
      }
      if bytes.isEmpty { bytes = [0] }
    }
    return bytes
  }

  private static let pieces = [
    "-", ":", "\t", " ", "\n", "\\", "0", ",", "=", "{", "\"", "7", "\u{E9}",
  ]
  .map { Array($0.utf8) }

  private func removeLine(at place: Int, in bytes: inout [UInt8]) {
    let start = bytes[..<place].lastIndex(of: 10).map { $0 + 1 } ?? 0
    let end = bytes[place...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
    bytes.removeSubrange(start..<end)
  }
}
