import Rehearsal

/// Something that went wrong on the way.
public struct FaultRecord: Equatable, Sendable {
  public let name: String
  /// The kind, by the name that scenarios use: `broker-crash`.
  public let kind: String
  /// When it began, since the run began; nil if its moment never came.
  public let began: Duration?
  /// When it ended; nil if it did not.
  public let ended: Duration?
  /// How many events were handled differently because of it, going forward.
  public let bites: Int64

  init(_ fault: FaultOutcome) {
    name = fault.name
    kind = fault.kind
    began = fault.began.map { Duration($0) }
    ended = fault.ended.map { Duration($0) }
    bites = fault.bites
  }
}
