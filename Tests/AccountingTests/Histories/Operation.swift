/// One thing that happens in a history, told so loosely that it makes sense after any other.
///
/// Both the reference and the engine give it its exact meaning from their own state, and by the same
/// words: "the newest three records of the lane", "two offsets from the start". A history from
/// which operations are dropped is therefore still a history, and failing ones can be shrunk.
enum Operation: Equatable, Sendable {
  /// Half seconds pass.
  case wait(Int)
  /// Before anything else: records that are on both clusters, and how many the readers have had.
  case lay(lane: Int, count: Int, applied: Int)

  /// A lane's next records are appended to a partition of its topic.
  case write(lane: Int, cluster: Int, place: Int, count: Int, Fate)
  /// The application gives up on a lane's next records before they are sent.
  case giveUp(lane: Int, count: Int)
  /// Records that exist are appended once more: `count` of them, from `back` before the newest.
  case writeAgain(lane: Int, back: Int, count: Int, cluster: Int, place: Int, Again)
  /// Everything of a lane that was appended and never answered is acknowledged.
  case answer(lane: Int)
  /// A transaction's marker takes an offset.
  case mark(partition: Int)

  /// A copier copies what lies at its next offsets.
  case copy(flow: Int, count: Int)
  /// A copier goes back, or loses its position altogether.
  case rewind(flow: Int, back: Int, forgets: Bool)

  /// A new leader does not have the newest entries.
  case truncate(partition: Int, count: Int)
  /// Retention deletes the oldest entries.
  case retain(partition: Int, count: Int)

  case read(reader: Int, partition: Int, count: Int)
  /// A reader passes over records that it cannot process.
  case refuse(reader: Int, partition: Int, count: Int)
  case commit(reader: Int, partition: Int)
  /// A reader is put somewhere.
  case put(reader: Int, partition: Int, Put)
  /// A reader goes over to the other cluster, to where it stood there, if it did.
  case move(reader: Int)
  /// Without the migration, retention would have taken these records from the reader as well.
  case forgive(reader: Int, lane: Int, first: Int, count: Int)
}

/// What a producer hears of what it wrote.
enum Fate: Equatable, Sendable {
  case acknowledged, unanswered, reportedFailed
}

/// Why a record is written once more.
enum Again: Equatable, Sendable {
  case unguarded, unrecognised, rewritten
  // Only copiers do these.
  case replayed, forgotten, loop
}

/// How a reader's position came about.
enum Put: Equatable, Sendable {
  /// At its own commit there.
  case resumed
  /// At some offset of the log, counted from its start.
  case byHand(Int)
  case external(Int)
  case exactly(Int)
  /// So many before the end, with its present position on the other cluster as what was translated.
  case translated(beforeEnd: Int)
  /// Where it stood on that cluster last.
  case departure
  case earliest, latest
}
