/// Finds out whether a listing has first or last offsets. The file does not say.
///
/// What the user says counts; then the word in its name; then, of two, the one with the smaller
/// numbers is the earlier; a single one is taken for the last offsets.
struct OffsetsTime {
  struct Listing {
    let file: ImportedFile
    let kind: FileKind
    let listing: OffsetsListing
  }

  /// Each listing with its kind settled, in the order given.
  private(set) var settled: [Listing] = []
  /// What had to be assumed about a listing that nothing tells of.
  private(set) var assumed: [String] = []
  /// Listings that could be either.
  private(set) var unclear: [Listing] = []

  init(_ listings: [Listing]) {
    let named = listings.map {
      Listing(file: $0.file, kind: Self.kind(of: $0), listing: $0.listing)
    }
    let open = named.filter { $0.kind == .offsets }
    let isKnown = { (kind: FileKind) in named.contains { $0.kind == kind } }
    guard !open.isEmpty else {
      settled = named
      return
    }
    var kinds: [FileKind] = []
    switch (isKnown(.earliestOffsets), isKnown(.latestOffsets)) {
    case (true, false) where open.count == 1: kinds = [.latestOffsets]
    case (false, true) where open.count == 1: kinds = [.earliestOffsets]
    case (false, false) where open.count == 1:
      kinds = [.latestOffsets]
      assumed.append("\(open[0].file.path) has the last offsets (--time latest), not the first")
    case (false, false) where open.count == 2:
      if let isFirst = Self.isEarlier(open[0].listing, than: open[1].listing) {
        kinds = isFirst ? [.earliestOffsets, .latestOffsets] : [.latestOffsets, .earliestOffsets]
      }
    default: break
    }
    guard !kinds.isEmpty else {
      unclear = open
      return
    }
    settled = named.map { listing in
      listing.kind != .offsets
        ? listing
        : Listing(file: listing.file, kind: kinds.removeFirst(), listing: listing.listing)
    }
  }

  private static func kind(of listing: Listing) -> FileKind {
    guard listing.kind == .offsets else { return listing.kind }
    let name = (listing.file.path.split(separator: "/").last ?? "").lowercased()
    switch (name.contains("earliest"), name.contains("latest")) {
    case (true, false): return .earliestOffsets
    case (false, true): return .latestOffsets
    default: return .offsets
    }
  }

  /// Whether no offset of `a` is above that of `b`; nil when neither is the earlier.
  private static func isEarlier(_ a: OffsetsListing, than b: OffsetsListing) -> Bool? {
    var offsets: [GroupFacts.Lane: Int64] = [:]
    for entry in a.entries {
      offsets[GroupFacts.Lane(topic: entry.topic, partition: entry.partition)] = entry.offset.value
    }
    var (isBelow, isAbove) = (false, false)
    for entry in b.entries {
      let lane = GroupFacts.Lane(topic: entry.topic, partition: entry.partition)
      guard let other = offsets[lane] else { continue }
      isBelow = isBelow || other < entry.offset.value
      isAbove = isAbove || other > entry.offset.value
    }
    return isBelow == isAbove ? nil : isBelow
  }
}
