/// A random story of a migration: what exists, and what happens, in order.
struct History: Sendable {
  let seed: UInt64
  var setting: Setting
  var operations: [Operation] = []

  init(seed: UInt64) {
    var dice = Dice(seed: seed)
    self.seed = seed
    setting = Setting(&dice, seed: seed)
    for lane in setting.lanes.indices where dice.below(3) == 0 {
      let count = 1 + dice.below(12)
      operations.append(.lay(lane: lane, count: count, applied: dice.below(count + 1)))
    }
    for _ in 0..<(10 + dice.below(40)) { operations.append(next(&dice)) }
  }

  init(_ setting: Setting, _ operations: [Operation]) {
    seed = setting.seed
    self.setting = setting
    self.operations = operations
  }

  private func next(_ dice: inout Dice) -> Operation {
    switch dice.below(100) {
    case 0..<24: write(&dice)
    case 24..<34: copyOrRewind(&dice)
    case 34..<60:
      .read(reader: reader(&dice), partition: partition(&dice), count: 1 + dice.below(9))
    case 60..<66: .wait(1 + dice.below(4))
    case 66..<71: .commit(reader: reader(&dice), partition: partition(&dice))
    case 71..<83: .put(reader: reader(&dice), partition: partition(&dice), put(&dice))
    case 83..<86: .move(reader: reader(&dice))
    case 86..<89: .truncate(partition: partition(&dice), count: 1 + dice.below(6))
    case 89..<93: .retain(partition: partition(&dice), count: 1 + dice.below(8))
    case 93..<95:
      .refuse(reader: reader(&dice), partition: partition(&dice), count: 1 + dice.below(3))
    case 95..<97: .mark(partition: partition(&dice))
    default:
      .forgive(
        reader: reader(&dice), lane: lane(&dice), first: dice.below(20), count: 1 + dice.below(6))
    }
  }

  private func write(_ dice: inout Dice) -> Operation {
    let lane = lane(&dice)
    // Most are written where the lane always goes; some by a stale client, or by another hash.
    let cluster = dice.below(4) == 0 ? 1 : 0
    let place = dice.below(6) == 0 ? 1 : 0
    let count = 1 + dice.below(8)
    switch dice.below(12) {
    case 0: return .giveUp(lane: lane, count: 1 + dice.below(3))
    case 1: return .answer(lane: lane)
    case 2, 3:
      let why: [Again] = [.unguarded, .unrecognised, .rewritten]
      return .writeAgain(
        lane: lane, back: 1 + dice.below(8), count: 1 + dice.below(6), cluster: cluster,
        place: place, why[dice.below(3)])
    case 4: return .write(lane: lane, cluster: cluster, place: place, count: count, .unanswered)
    case 5: return .write(lane: lane, cluster: cluster, place: place, count: 2, .reportedFailed)
    default: return .write(lane: lane, cluster: cluster, place: place, count: count, .acknowledged)
    }
  }

  private func copyOrRewind(_ dice: inout Dice) -> Operation {
    let flow = dice.below(setting.flows.count)
    return dice.below(5) == 0
      ? .rewind(flow: flow, back: 1 + dice.below(6), forgets: dice.below(3) == 0)
      : .copy(flow: flow, count: 1 + dice.below(12))
  }

  private func put(_ dice: inout Dice) -> Put {
    switch dice.below(10) {
    case 0..<3: .resumed
    case 3: .byHand(dice.below(16))
    case 4: .external(dice.below(16))
    case 5: .exactly(dice.below(16))
    case 6, 7: .translated(beforeEnd: dice.below(8))
    case 8: .departure
    default: dice.below(2) == 0 ? .earliest : .latest
    }
  }

  private func lane(_ dice: inout Dice) -> Int { dice.below(setting.lanes.count) }
  private func reader(_ dice: inout Dice) -> Int { dice.below(setting.readers.count) }
  private func partition(_ dice: inout Dice) -> Int { dice.below(setting.partitions.count) }
}

extension History {
  /// Drops operations, stretches first and then single ones, as long as `fails` still holds.
  func shrunk(_ fails: (History) -> Bool) -> History {
    var smallest = self
    var length = max(1, operations.count / 2)
    while true {
      var place = 0
      var hasShrunk = false
      while place < smallest.operations.count {
        var candidate = smallest
        let end = min(place + length, candidate.operations.count)
        candidate.operations.removeSubrange(place..<end)
        if fails(candidate) {
          smallest = candidate
          hasShrunk = true
        } else {
          place += length
        }
      }
      if length == 1, !hasShrunk { return smallest }
      length = max(1, length / 2)
    }
  }
}
