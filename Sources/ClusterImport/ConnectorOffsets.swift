import Documents

/// Up to where the mirror has copied, as Connect keeps it: the source offset of the last record
/// written to the target, for each partition of the source.
///
/// Read from the answer of `GET /connectors/{name}/offsets`, or from records of the topic that the
/// worker keeps offsets in, as a console consumer prints them with their keys. Of several records
/// for a partition the last counts; one without a value takes the offset away.
///
/// - Source: Kafka 4.1, `MirrorSourceTask`, `ConnectorOffsets`, `MirrorUtils.wrapPartition`.
struct ConnectorOffsets {
  struct Lane: Hashable, Comparable {
    /// The alias of the cluster that was read.
    let cluster: String
    let topic: String
    let partition: Int

    static func < (a: Self, b: Self) -> Bool {
      (a.cluster, a.topic, a.partition) < (b.cluster, b.topic, b.partition)
    }
  }

  private var offsets: [Lane: Fact<Int64>] = [:]

  /// Partitions in order, each with the source offset of the last record copied.
  var entries: [(lane: Lane, last: Fact<Int64>)] {
    offsets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  init(_ bytes: [UInt8], reportingTo diagnostics: inout Diagnostics) {
    if bytes.first(where: { !$0.isBlank && $0 != .lineFeed && $0 != .carriageReturn })
      == UInt8(ascii: "{")
    {
      readAnswer(bytes, &diagnostics)
    } else {
      for line in TextLines(bytes) where !line.isBlank { readRecord(line, &diagnostics) }
    }
  }

  // MARK: The answer of Connect

  private mutating func readAnswer(_ bytes: [UInt8], _ diagnostics: inout Diagnostics) {
    let scan = JSONScanner.scan(bytes)
    diagnostics.report(scan.errors)
    guard let root = scan.root else { return }
    guard let list = root["offsets"]?.array else {
      return diagnostics.error(
        "expected an object with a list \"offsets\"", hint: Self.hint, at: root.place)
    }
    for entry in list {
      guard let partition = entry["partition"], let offset = entry["offset"] else {
        diagnostics.error(
          "expected an object with \"partition\" and \"offset\"", hint: Self.hint, at: entry.place)
        continue
      }
      take(partition, offset, at: entry.place, &diagnostics)
    }
  }

  private static let hint = "give the answer of GET /connectors/{name}/offsets"

  // MARK: Records of the offsets topic

  /// Reads `["connector",{"cluster":…,"partition":…,"topic":…}]` and `{"offset":…}` with a separator
  /// between; what a console consumer may print before the key is passed over.
  private mutating func readRecord(_ line: TextLine, _ diagnostics: inout Diagnostics) {
    guard let open = Self.keyStart(line) else {
      let isRemark = line.isLogNoise || line.begins(with: "Processed a total of ")
      if !isRemark {
        diagnostics.error(
          "expected a record [\"connector\",{…}] {\"offset\":…}, found \(line.shown)",
          hint: "print keys as well: --property print.key=true", at: line.place)
      }
      return
    }
    guard let keyEnd = Self.end(ofValueAt: open, in: line.bytes),
      let key = scanned(open..<keyEnd, line, &diagnostics)
    else {
      return diagnostics.error("the key of this record has no end", at: line.place(open))
    }
    guard let elements = key.array, elements.count == 2, elements[1].object != nil else {
      return diagnostics.error(
        "expected a connector's name and a partition as the key", at: line.place(open))
    }
    let rest = line.bytes[keyEnd...]
    if let start = rest.firstIndex(of: UInt8(ascii: "{")),
      let end = Self.end(ofValueAt: start, in: line.bytes),
      let value = scanned(start..<end, line, &diagnostics)
    {
      take(elements[1], value, at: line.place(open), &diagnostics)
    } else if rest.trimmed.is("null") || rest.isEmpty {
      take(elements[1], .null, at: line.place(open), &diagnostics)
    } else {
      diagnostics.error(
        "expected {\"offset\":…} or null after the key", at: line.place(keyEnd))
    }
  }

  private static func keyStart(_ line: TextLine) -> Int? {
    line.bytes.indices.dropLast().first {
      line.bytes[$0] == UInt8(ascii: "[") && line.bytes[$0 + 1] == UInt8(ascii: "\"")
    }
  }

  /// Just after the array or object that begins at an index; nil when it does not end.
  private static func end(ofValueAt start: Int, in bytes: ArraySlice<UInt8>) -> Int? {
    var depth = 0
    var isText = false
    var isEscaped = false
    for index in start..<bytes.endIndex {
      let byte = bytes[index]
      if isEscaped {
        isEscaped = false
      } else if isText {
        if byte == .backslash { isEscaped = true }
        if byte == UInt8(ascii: "\"") { isText = false }
      } else if byte == UInt8(ascii: "\"") {
        isText = true
      } else if "[{".utf8.contains(byte) {
        depth += 1
      } else if "]}".utf8.contains(byte) {
        depth -= 1
        if depth == 0 { return index + 1 }
      }
    }
    return nil
  }

  private func scanned(
    _ range: Range<Int>, _ line: TextLine, _ diagnostics: inout Diagnostics
  ) -> JSONNode? {
    let scan = JSONScanner.scan(Array(line.bytes[range]))
    for error in scan.errors {
      diagnostics.report(.syntax(error.problem), at: line.place(range.lowerBound))
    }
    return scan.root
  }

  // MARK: One partition

  /// Takes the offset of a partition that a mirror source copied. Offsets of other connectors, which
  /// share the topic, have other keys and are passed over.
  private mutating func take(
    _ partition: JSONNode, _ offset: JSONNode, at place: SourcePlace,
    _ diagnostics: inout Diagnostics
  ) {
    guard let cluster = partition["cluster"]?.string, let topic = partition["topic"]?.string,
      let number = partition["partition"]
    else { return }
    guard NamePattern.kafkaTopic.allows(topic), let partition = number.number?.integer,
      0..<Int64(Numbers.partitionsMax) ~= partition
    else {
      return diagnostics.error("this is no partition of a topic", at: number.place(or: place))
    }
    let lane = Lane(cluster: cluster, topic: topic, partition: Int(partition))
    if offset.isNull {
      offsets[lane] = nil
      return
    }
    guard let last = offset["offset"]?.number?.integer, -1...Numbers.offsetMax ~= last else {
      return diagnostics.error(
        "expected {\"offset\": n} with the source offset of the last record copied",
        at: offset.place(or: place))
    }
    offsets[lane] = Fact(last, at: diagnostics.place(place))
  }
}

extension JSONNode {
  /// Its own place where it was read with the whole file; the line's where only a part was.
  fileprivate func place(or line: SourcePlace) -> SourcePlace {
    line.line > 1 && place.line == 1 ? line : place
  }
}
