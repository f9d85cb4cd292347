import Accounting

/// One subscription: what it applied, in order, and where it stands in each partition.
struct PlainReader: Sendable {
  /// One application of one record.
  struct Effect: Sendable {
    var record: PlainRecord
    /// Half seconds since the beginning.
    var at: Int
    /// Why the record was applied again; nil the first time.
    var blame: Blame?
  }

  /// Where it stands in one partition.
  struct Stand: Sendable {
    var position: Int?
    var committed: Int?
    /// How the position came about.
    var how = How.ordinary
    /// One past the highest offset of the present log that it applied.
    var reached = 0
  }

  /// How a position came about.
  indirect enum How: Sendable {
    case ordinary
    case resumed, byHand, external, exactly, departure
    /// A source position was translated: records below it are those that it stood for.
    case translated(upstream: Int, mayOvershoot: Bool)
    case reset(Amplifier, Reason)
    enum Reason: Sendable {
      case new
      case belowStart
      /// The position that was past the end, and how that had come about.
      case aboveEnd(How)
    }
  }

  /// The cluster it reads.
  var home = Setting.source
  var stands: [Stand]
  private(set) var effects: [Effect] = []
  private var applied: Set<PlainRecord> = []
  /// Records that it had behind it without applying them, and why, the first time that happened.
  var passed: [PlainRecord: Blame] = [:]
  /// Records first applied from a copy too many, and not yet from the one that was meant to be.
  var early: [PlainRecord: Blame] = [:]
  /// Records that retention would have taken from it in any case.
  var forgiven: Set<PlainRecord> = []

  init(partitions: Int) { stands = Array(repeating: Stand(), count: partitions) }

  func hasApplied(_ record: PlainRecord) -> Bool { applied.contains(record) }

  mutating func apply(_ record: PlainRecord, at: Int, _ blame: Blame? = nil) {
    effects.append(Effect(record: record, at: at, blame: blame))
    applied.insert(record)
  }

  /// Notes that an unapplied record now lies behind the reader.
  mutating func pass(_ record: PlainRecord, _ blame: Blame) {
    if passed[record] == nil, !hasApplied(record) { passed[record] = blame }
  }
}
