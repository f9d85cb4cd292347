import Documents

/// The files, each read as what it is.
struct ParsedFiles {
  private(set) var problems: ImportProblems
  private(set) var properties: MirrorProperties?
  private(set) var connectorOffsets: ConnectorOffsets?
  /// What came of each file that tells of a cluster, in the order given.
  private(set) var contents: [(row: Int, role: ImportedFile.Role, content: Content)] = []
  private(set) var assumed: [String] = []
  private var listings: [(row: Int, listing: OffsetsTime.Listing)] = []

  enum Content {
    case topics(TopicsDescription)
    case groups(GroupsDescription)
    case states(GroupStates)
    case offsets(OffsetsListing, FileKind)
    case configs(ConfigsDescription)

    var kind: FileKind {
      switch self {
      case .topics: .topics
      case .groups: .groups
      case .states: .groupStates
      case .offsets(_, let kind): kind
      case .configs: .configs
      }
    }
  }

  init(_ files: [ImportedFile]) {
    problems = ImportProblems(files)
    for (row, file) in files.enumerated() { read(file, row) }
    for role in [ImportedFile.Role.source, .target] { settleOffsets(role) }
  }

  private mutating func read(_ file: ImportedFile, _ row: Int) {
    let start = SourcePlace(line: 1, column: 1)
    guard let kind = kind(of: file, row) else { return }
    guard kind.needsCluster == false || file.role != .mirror else {
      return problems[row].error(
        "this is what \(kind.origin) printed, and nothing says on which cluster",
        hint: "give it with --source or --target", at: start)
    }
    switch kind {
    case .mirrorProperties: readProperties(file, row)
    case .connectorOffsets: readConnectorOffsets(file, row)
    case .offsets, .earliestOffsets, .latestOffsets:
      let listing = OffsetsListing(file.bytes, reportingTo: &problems[row])
      listings.append((row, OffsetsTime.Listing(file: file, kind: kind, listing: listing)))
    case .topics:
      add(.topics(TopicsDescription(file.bytes, reportingTo: &problems[row])), row, file)
    case .groups:
      add(.groups(GroupsDescription(file.bytes, reportingTo: &problems[row])), row, file)
    case .groupStates:
      add(.states(GroupStates(file.bytes, reportingTo: &problems[row])), row, file)
    case .configs:
      add(.configs(ConfigsDescription(file.bytes, reportingTo: &problems[row])), row, file)
    }
  }

  private mutating func add(_ content: Content, _ row: Int, _ file: ImportedFile) {
    contents.append((row, file.role, content))
  }

  // MARK: What a file is

  private mutating func kind(of file: ImportedFile, _ row: Int) -> FileKind? {
    let start = SourcePlace(line: 1, column: 1)
    if file.bytes.count > ImportedFile.sizeLimit {
      problems[row].error(
        "the file has \(file.bytes.count) bytes; the limit is \(ImportedFile.sizeLimit)", at: start)
      return nil
    }
    if file.bytes.starts(with: [0xFF, 0xFE]) || file.bytes.starts(with: [0xFE, 0xFF]) {
      problems[row].error("the file is UTF-16", hint: "save it as UTF-8", at: start)
      return nil
    }
    if let kind = file.kind { return kind }
    switch DetectedKind(of: file.bytes) {
    case .known(let kind): return kind
    case .unread(let origin):
      problems[row].error(
        "this is \(origin), which an import does not read", hint: "leave it out", at: start)
    case .unknown where file.role == .mirror: return .mirrorProperties
    case .unknown:
      problems[row].error(
        "nothing here is what one of Kafka's tools prints", hint: Self.expected, at: start)
    }
    return nil
  }

  private static let expected =
    "it takes " + list(FileKind.allCases.filter { $0 != .offsets }.map(\.origin), limit: 20)

  // MARK: The mirror's files

  private mutating func readProperties(_ file: ImportedFile, _ row: Int) {
    let read = JavaProperties(file.bytes, reportingTo: &problems[row])
    guard properties == nil else {
      return problems[row].error(
        "the mirror's settings were given before, in \(properties?.file ?? "")",
        hint: "give one file", at: SourcePlace(line: 1, column: 1))
    }
    properties = MirrorProperties(read, file: file.path)
  }

  private mutating func readConnectorOffsets(_ file: ImportedFile, _ row: Int) {
    let read = ConnectorOffsets(file.bytes, reportingTo: &problems[row])
    let start = SourcePlace(line: 1, column: 1)
    if read.entries.isEmpty, !problems[row].hasErrors {
      problems[row].error(
        "no offsets of a mirror source stand in it",
        hint: "each has a partition with \"cluster\", \"topic\" and \"partition\"", at: start)
    }
    guard connectorOffsets == nil else {
      return problems[row].error(
        "connector offsets were given before", hint: "give one file", at: start)
    }
    connectorOffsets = read
  }

  // MARK: First and last offsets

  private mutating func settleOffsets(_ role: ImportedFile.Role) {
    let own = listings.filter { $0.listing.file.role == role }
    let time = OffsetsTime(own.map(\.listing))
    assumed += time.assumed
    for (entry, listing) in zip(own, time.settled) {
      contents.append((entry.row, role, .offsets(listing.listing, listing.kind)))
    }
    for listing in time.unclear {
      let row = own.first { $0.listing.file.path == listing.file.path }?.row ?? 0
      problems[row].error(
        "are these first or last offsets? The file does not say",
        hint: "write earliest-offsets=\(listing.file.path) or latest-offsets=\(listing.file.path)",
        at: SourcePlace(line: 1, column: 1))
    }
  }
}
