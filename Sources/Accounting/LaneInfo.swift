import SimKernel

/// What the ledger must know of a lane to count by key.
package struct LaneInfo: Equatable, Sendable {
  package var topic: TopicID
  package var keys: Keys
  /// The producer, or nil for records that were there before the run or that a group makes.
  package var producer: ProducerID?
  /// The slot within its topic, for lists of what to reconcile, and how many keys it gathers.
  package var slot: UInt32
  package var keysInSlot: Int64
  /// Of records that a group makes of others: whose number n is made of which lane's number n, and by
  /// whom. Nil for all others.
  package var origin: Origin?

  package struct Origin: Equatable, Sendable {
    package var lane: LaneID
    package var reader: SubscriptionID

    package init(lane: LaneID, reader: SubscriptionID) {
      self.lane = lane
      self.reader = reader
    }
  }

  /// Which key a record of the lane has.
  package enum Keys: Equatable, Sendable {
    /// No key: there is no order to break.
    case none
    /// Record i has the slot's key i mod n.
    case inTurn(Int64)
    /// Record i draws one of the slot's n keys.
    case drawn(Int64)
  }

  /// How many keys come in turn; nil for records without keys, or with keys that are drawn.
  @inline(__always)
  var keysInTurn: Int64? {
    switch keys {
    case .inTurn(let count): count
    case .drawn(1): 1
    case .none, .drawn: nil
    }
  }

  package init(
    topic: TopicID, keys: Keys, producer: ProducerID?, slot: UInt32, keysInSlot: Int64 = 0,
    origin: Origin? = nil
  ) {
    self.topic = topic
    self.keys = keys
    self.producer = producer
    self.slot = slot
    self.keysInSlot = keysInSlot
    self.origin = origin
  }
}

extension Stream {
  /// Which key of its slot a record has; entity = lane, meaning = record number.
  package static let keyInSlot = Stream(rawValue: 1)
}
